import { partText, type Boot, type Helper, type ShownCall, type ShownDetail } from "@hacotaki/core";
import { callPart, helperPart } from "@hacotaki/core/drawing/inside";

/** A call or helper of a span, and what links call it. */
export type Part = { readonly part: string } & (
  | { readonly kind: "call"; readonly call: ShownCall }
  | { readonly kind: "helper"; readonly helper: Helper }
);

/** All calls and helpers of a span, in the order of time. */
export function partsOf(
  { startAt }: Pick<Boot, "startAt">,
  detail: ShownDetail | undefined,
  slug: string,
): readonly Part[] {
  const { calls = [], helpers = [] } = detail?.inside ?? {};
  const parts = [
    ...calls
      .filter(({ span }) => span === slug)
      .map((call) => ({ kind: "call" as const, call, part: callPart(call, startAt), at: call.startAt })),
    ...helpers
      .filter(({ span }) => span === slug)
      .map((helper) => ({
        kind: "helper" as const,
        helper,
        part: helperPart(helper, startAt),
        at: helper.startAt,
      })),
  ];
  return parts.sort((a, b) => Number(a.at - b.at));
}

/** What a link calls `part` of a span; undefined where there is no such thing. */
export const partOf = (
  boot: Pick<Boot, "startAt">,
  detail: ShownDetail | undefined,
  slug: string,
  part: string | undefined,
): Part | undefined =>
  part === undefined ? undefined : partsOf(boot, detail, slug).find((each) => each.part === part);

/** A call, or a helper's whole command line, its program with its path; its name where that was not seen. */
export const wholeText = (part: Part): string =>
  (part.kind === "helper" && part.helper.command.join(" ")) || partText(part);

/** When a part began and ended. */
export const extentOf = (part: Part) => (part.kind === "call" ? part.call : part.helper);
