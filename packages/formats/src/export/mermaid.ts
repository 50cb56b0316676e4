import { formatDuration, LANES, spanLabel, visibleText } from "@hacotaki/core";
import { lastInstant, type ExportedBoot } from "../exported-boot.ts";

/** Colons and semicolons end a task's name; a hash begins an entity; some viewers take names for HTML. */
const named = (text: string) =>
  visibleText(text, 80)
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .replaceAll(/[:;#,\n%]/g, " ")
    .trim();

/** Milestones of a lane: each takes a row of its own. */
const MILESTONES = 50;

/**
 * Boots as Mermaid Gantt charts for tickets that draw them. Mermaid knows milliseconds only: a microsecond of the boot is
 * drawn as one, and the durations are in the names.
 */
export function* mermaid(boots: Iterable<ExportedBoot>): Generator<string> {
  for (const exported of boots) {
    const { boot, marks } = exported;
    const end = lastInstant(exported);
    // Mermaid reads no instants below 0: where an engine's part comes before the boot, its beginning is 0.
    const origin = boot.spans.reduce<bigint>(
      (first, { startAt }) => (startAt < first ? startAt : first),
      boot.startAt,
    );
    const at = (ns: bigint) => ((ns - origin) / 1000n).toString();
    yield `gantt\n  title ${named(boot.container)} ${boot.id} (axis in µs)\n  dateFormat x\n  axisFormat %Q\n`;
    for (const lane of LANES) {
      const spans = boot.spans.filter((span) => span.lane === lane);
      const all = marks.filter((mark) => mark.lane === lane);
      const own = all.slice(0, MILESTONES);
      if (spans.length + own.length === 0) continue;
      yield `  section ${lane}\n`;
      for (const span of spans) {
        const endAt = span.state === "open" ? end : span.endAt;
        const length = span.state === "open" ? "open" : formatDuration(endAt - span.startAt);
        const tags = { closed: "", failed: "crit, ", open: "active, " }[span.state];
        yield `  ${named(spanLabel(span))} ${length} :${tags}${at(span.startAt)}, ${at(endAt)}\n`;
      }
      for (const mark of own)
        yield `  ${named(`${mark.name} ${mark.text ?? ""}`)} :milestone, ${at(mark.at)}, 0ms\n`;
      const last = all.at(-1);
      if (last !== undefined && all.length > own.length)
        yield `  ${all.length - own.length} more marks :milestone, ${at(last.at)}, 0ms\n`;
    }
  }
}
