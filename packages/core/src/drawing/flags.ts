import type { Boot } from "../domain/boot.ts";
import type { ZoomRange } from "../domain/time.ts";

export type FlagKind = "exec" | "ready" | "died";
/** A vertical line, and the name that stands at it; a name left out is told by the flag beside it. */
export type Flag = {
  readonly kind: FlagKind;
  readonly x: number;
  readonly side: "left" | "right";
  readonly name: string | undefined;
};

/** Names are 11 px high; East Asian characters are as wide. */
const WIDE = /[\u1100-\uffef]/u;
const GAP_PX = 8;
const textPx = (text: string) =>
  [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 11.5 : 6.6), GAP_PX);

type Placed = { readonly left: number; readonly right: number };
const SIDES = ["right", "left"] as const;

/** Where a name would stand, in pixels; undefined outside of the chart. */
function placed(x: number, side: Flag["side"], name: string, widthPx: number): Placed | undefined {
  const at = x * widthPx;
  const width = textPx(name);
  const place = side === "right" ? { left: at, right: at + width } : { left: at - width, right: at };
  return place.left < 0 || place.right > widthPx ? undefined : place;
}

/** The instants a reader looks for first. Names turn inwards at an edge and away from each other, and never overlap. */
export function layoutFlags(
  boot: Boot,
  range: ZoomRange,
  widthPx: number,
  names: Readonly<Record<FlagKind, string>>,
): readonly Flag[] {
  const length = Number(range.toNs - range.fromNs);
  const instants = [
    { kind: "exec" as const, at: boot.upAt },
    { kind: "ready" as const, at: boot.readyAt },
    { kind: "died" as const, at: boot.outcome === "failed" ? boot.endAt : undefined },
  ];
  const visible = instants
    .flatMap(({ kind, at }) => {
      const x = at === undefined ? -1 : Number(at - boot.startAt - range.fromNs) / length;
      return x < 0 || x > 1 ? [] : [{ kind, x }];
    })
    .sort((a, b) => a.x - b.x);
  const [first, second] = visible;
  if (!first) return [];
  const alone = ({ kind, x }: typeof first): Flag => ({
    kind,
    x,
    name: names[kind],
    side: placed(x, "right", names[kind], widthPx) ? "right" : "left",
  });
  if (!second) return [alone(first)];
  for (const near of SIDES)
    for (const far of SIDES) {
      const a = placed(first.x, near, names[first.kind], widthPx);
      const b = placed(second.x, far, names[second.kind], widthPx);
      // The second name may not run through the first line either.
      if (!a || !b || a.right > b.left || b.left < first.x * widthPx) continue;
      if (near === "right" && a.right > second.x * widthPx) continue;
      return [
        { ...first, name: names[first.kind], side: near },
        { ...second, name: names[second.kind], side: far },
      ];
    }
  const both = `${names[first.kind]} · ${names[second.kind]}`;
  // Right of the later one both are true; a name left of them points there.
  return placed(second.x, "right", both, widthPx) !== undefined
    ? [
        { ...first, name: undefined, side: "right" },
        { ...second, name: both, side: "right" },
      ]
    : [
        { ...first, name: `${both} ▸`, side: "left" },
        { ...second, name: undefined, side: "left" },
      ];
}
