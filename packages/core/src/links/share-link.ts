import type { BootId } from "../domain/boot.ts";
import { parseBootId } from "../domain/identity.ts";
import { baselineNameProblem } from "../keeping/baseline.ts";
import { SHARE_PARTS, type SharePart } from "../keeping/share.ts";
import { compareHref, parseCompareView, type CompareView } from "./compare-view.ts";
import type { SearchParams } from "./permalink.ts";

/** What is to be shared: as the page that prepares a share has it in its address. */
export type ShareSubject =
  | { readonly kind: "boot"; readonly id: BootId }
  | { readonly kind: "comparison"; readonly view: CompareView }
  | { readonly kind: "baseline"; readonly name: string };
export type ShareRequest = { readonly subject: ShareSubject; readonly parts: readonly SharePart[] };

const one = (value: SearchParams[string]) => (typeof value === "string" ? value : undefined);
const all = (value: SearchParams[string]): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? value.split(",") : value;

function subjectOf(params: SearchParams): ShareSubject | undefined {
  const boot = one(params["boot"]);
  if (boot !== undefined) {
    const id = parseBootId(boot);
    return id && { kind: "boot", id };
  }
  const name = one(params["name"]);
  if (name !== undefined)
    return baselineNameProblem(name) === undefined ? { kind: "baseline", name } : undefined;
  const { view } = parseCompareView(params);
  return view.boots.length < 2 ? undefined : { kind: "comparison", view };
}

/** Undefined when nothing that could be shared is named. */
export function parseShareRequest(params: SearchParams): ShareRequest | undefined {
  const subject = subjectOf(params);
  const asked = all(params["show"]);
  return subject && { subject, parts: SHARE_PARTS.filter((part) => asked.includes(part)) };
}

function subjectQuery(subject: ShareSubject): URLSearchParams {
  if (subject.kind === "boot") return new URLSearchParams({ boot: subject.id });
  if (subject.kind === "baseline") return new URLSearchParams({ name: subject.name });
  const { boots, baseline, align } = subject.view;
  const href = compareHref({ boots, align, ...(baseline === undefined ? {} : { baseline }) });
  return new URLSearchParams(href.split("?")[1]);
}

/** Parameters of a request, as forms send them. */
export function shareQuery({ subject, parts }: ShareRequest): URLSearchParams {
  const query = subjectQuery(subject);
  if (parts.length > 0) query.set("show", parts.join(","));
  return query;
}

/** The page that prepares a share. */
export const shareHref = (subject: ShareSubject, parts: readonly SharePart[] = []) =>
  `/share?${shareQuery({ subject, parts }).toString()}`;
