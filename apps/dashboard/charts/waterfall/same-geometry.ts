import type { BarGeometry, PartGeometry, RowGeometry } from "@hacotaki/core/drawing/waterfall";
import type { UsualGeometry } from "@hacotaki/core/drawing/usual";

const isShallowEqual = <T extends object>(a: T, b: T) =>
  (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]) &&
  Object.keys(a).length === Object.keys(b).length;

const areEqual = <T extends object>(a: readonly T[], b: readonly T[]) =>
  a.length === b.length && a.every((item, index) => isShallowEqual(item, b[index] ?? item));

const isSameStretch = (a: UsualGeometry["p50"], b: UsualGeometry["p50"]) =>
  a?.x === b?.x && a?.width === b?.width;
const isSameUsual = (a: UsualGeometry | undefined, b: UsualGeometry | undefined) =>
  a?.cap === b?.cap && isSameStretch(a?.p50, b?.p50) && isSameStretch(a?.whisker, b?.whisker);

const isSameBar = (a: BarGeometry, b: BarGeometry) =>
  (Object.keys(b) as (keyof BarGeometry)[]).every((name) =>
    name === "outer"
      ? isShallowEqual(a[name], b[name])
      : name === "usual"
        ? isSameUsual(a[name], b[name])
        : name === "states"
          ? areEqual(a[name], b[name])
          : a[name] === b[name],
  );

const isSamePart = (a: PartGeometry, b: PartGeometry) =>
  (Object.keys(b) as (keyof PartGeometry)[]).every((name) =>
    name === "outer" ? isShallowEqual(a[name], b[name]) : a[name] === b[name],
  );

/** Whether a row would be drawn as it is: while a boot goes on, most rows stay from frame to frame. */
export function isSameGeometry(a: RowGeometry, b: RowGeometry): boolean {
  if (a.row !== b.row) return false;
  if (a.kind === "bar" && b.kind === "bar") return isSameBar(a.bar, b.bar);
  if (a.kind === "part" && b.kind === "part") return isSamePart(a.part, b.part);
  if (a.kind === "shorter" && b.kind === "shorter")
    return areEqual(a.density?.bars ?? [], b.density?.bars ?? []);
  if (a.kind === "offscreen" && b.kind === "offscreen") return isShallowEqual(a.arrow, b.arrow);
  if (a.kind === "lane" && b.kind === "lane")
    return (
      a.later === b.later &&
      areEqual(a.lives, b.lives) &&
      areEqual(a.marks, b.marks) &&
      areEqual(a.density?.bars ?? [], b.density?.bars ?? [])
    );
  return false;
}
