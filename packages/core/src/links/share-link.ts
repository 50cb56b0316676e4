import type { BootId } from "../domain/boot.ts";
import { parseBootId } from "../domain/boot-id.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { baselineNameProblem } from "../keeping/baseline.ts";
import { SHARE_PARTS, type SharePart } from "../keeping/share.ts";
import type { Expanded } from "../domain/shown-detail.ts";
import type { ZoomRange } from "../domain/time.ts";
import { expandedText, parseExpanded } from "./boot-view.ts";
import { cohortHref, parseCohortView, type CohortView } from "./cohort-view.ts";
import { compareHref, parseCompareView, type CompareView } from "./compare-view.ts";
import { parseSlug, parseZoom, readerOf, zoomText, type Reader, type SearchParams } from "./reader.ts";

/** What is to be shared: as the page that prepares a share has it in its address. */
export type ShareSubject =
  | {
      readonly kind: "boot";
      readonly id: BootId;
      /** As its page showed it. */
      readonly zoom?: ZoomRange;
      readonly span?: string;
      readonly expanded?: Expanded;
    }
  | { readonly kind: "cohorts"; readonly view: CohortView }
  | { readonly kind: "comparison"; readonly view: CompareView }
  | { readonly kind: "baseline"; readonly name: string };
export type ShareRequest = { readonly subject: ShareSubject; readonly parts: readonly SharePart[] };

function readSubject(params: SearchParams, { read }: Reader): ShareSubject | undefined {
  if (params["boot"] !== undefined) {
    const id = read("boot", parseBootId);
    return (
      id && {
        kind: "boot",
        id,
        ...omitUndefined({
          zoom: read("zoom", parseZoom),
          span: read("span", parseSlug),
          expanded: read("expanded", parseExpanded),
        }),
      }
    );
  }
  if (params["name"] !== undefined) {
    const name = read("name", (text) => (baselineNameProblem(text) === undefined ? text : undefined));
    return name === undefined ? undefined : { kind: "baseline", name };
  }
  if (params["candidate"] !== undefined) {
    const { view } = parseCohortView(params);
    return view.baseline && view.candidate && { kind: "cohorts", view };
  }
  const { view } = parseCompareView(params);
  return view.boots.length < 2 ? undefined : { kind: "comparison", view };
}

/** Undefined when nothing that could be shared is named. Parts that there are not are left out. */
export function parseShareRequest(params: SearchParams): ShareRequest | undefined {
  const reader = readerOf(params);
  const subject = readSubject(params, reader);
  const asked = reader.read("show", (text) => text.split(",")) ?? [];
  return subject && { subject, parts: SHARE_PARTS.filter((part) => asked.includes(part)) };
}

function subjectQuery(subject: ShareSubject): URLSearchParams {
  if (subject.kind === "boot") {
    const { id, zoom, span, expanded } = subject;
    return new URLSearchParams(
      omitUndefined({
        boot: id as string,
        zoom: zoom && zoomText(zoom),
        span,
        expanded: expanded && expandedText(expanded),
      }),
    );
  }
  if (subject.kind === "cohorts") return new URLSearchParams(cohortHref(subject.view).split("?")[1]);
  if (subject.kind === "baseline") return new URLSearchParams({ name: subject.name });
  const { boots, baseline, align } = subject.view;
  const href = compareHref({ boots, align, ...omitUndefined({ baseline }) });
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
