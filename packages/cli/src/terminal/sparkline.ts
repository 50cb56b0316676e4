import type { Ecdf } from "@hacotaki/core";

const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** Share of the boots that took no longer than a duration. */
function shareUpTo(ecdf: Ecdf, duration: number): number {
  let share = 0;
  for (const point of ecdf) {
    if (point.duration > duration) break;
    share = point.share;
  }
  return share;
}

/** Two distributions of durations, ns, each as a line of bars over the same logarithmic axis; blank where nothing lies. */
export function sparklines(
  baseline: Ecdf,
  candidate: Ecdf,
  columns: number,
): { readonly baseline: string; readonly candidate: string } {
  let [shortest, longest] = [Number.POSITIVE_INFINITY, 0];
  for (const { duration } of [...baseline, ...candidate]) {
    shortest = Math.min(shortest, Math.max(1, duration));
    longest = Math.max(longest, 1, duration);
  }
  const [least, most] = [Math.log(shortest), Math.log(longest)];
  const draw = (ecdf: Ecdf) => {
    let before = 0;
    const parts = Array.from({ length: columns }, (_, column) => {
      const edge = Math.exp(least + ((most - least) * (column + 1)) / columns);
      const upTo = column === columns - 1 ? (ecdf.at(-1)?.share ?? 0) : shareUpTo(ecdf, edge);
      const part = upTo - before;
      before = upTo;
      return part;
    });
    const largest = Math.max(...parts);
    return parts
      .map((part) =>
        part <= 0 || largest <= 0
          ? " "
          : (LEVELS[Math.max(0, Math.ceil((part / largest) * LEVELS.length) - 1)] ?? "█"),
      )
      .join("");
  };
  return longest === 0
    ? { baseline: "", candidate: "" }
    : { baseline: draw(baseline), candidate: draw(candidate) };
}
