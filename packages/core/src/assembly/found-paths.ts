import { pathEnd, type Boot, type BootId } from "../domain/boot.ts";
import type { BootCause } from "../domain/reason.ts";
import type { Instant } from "../domain/time.ts";
import { workDetailOf } from "../detail/detail-of.ts";
import { causeSumsOf, keptCauses } from "../reasons/causes.ts";
import { eventsUntil, type Held } from "./held-events.ts";

/** Boots whose causes are remembered until they end, at most: some 500 bytes each. */
const MOST_BOOTS = 50_000;
/** And those that have ended, of which something may yet come late. */
const MOST_ENDED = 1_000;

/** What was found of a boot that has come up or failed. */
type Found = {
  readonly path: readonly BootCause[];
  /** What it was found from, until it stays: the boot as it was, and how many events had come late by then. */
  from: { readonly boot: Boot; readonly late: number } | undefined;
};

/** Whether two states of a boot tell the same of its path. */
function isSamePath(a: Boot, b: Boot, end: Instant): boolean {
  if (pathEnd(a) !== pathEnd(b) || a.spans.length !== b.spans.length) return false;
  if (a.processes.length !== b.processes.length) return false;
  const isSameSpan = (span: Boot["spans"][number], n: number) => {
    const other = b.spans[n];
    return (
      other !== undefined &&
      span.slug === other.slug &&
      span.onPath === other.onPath &&
      span.state === other.state &&
      span.startAt === other.startAt &&
      (!span.onPath || span.state === "open" || (other.state !== "open" && span.endAt === other.endAt))
    );
  };
  const isSameProcess = (process: Boot["processes"][number], n: number) => {
    const other = b.processes[n];
    if (other === undefined || process.startAt !== other.startAt) return false;
    if (process.startAt > end) return true;
    return (
      process.tgid === other.tgid &&
      process.ppid === other.ppid &&
      process.lane === other.lane &&
      process.exitAt === other.exitAt &&
      process.execFile === other.execFile
    );
  };
  return a.spans.every(isSameSpan) && a.processes.every(isSameProcess);
}

/** Lets the oldest go where there are more: it is not looked for before, as finding it takes a while in a large map. */
function bound<Value>(map: Map<BootId, Value>, most: number): void {
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}

/** What the paths of boots went to, found once, and again where anything of the path changed. */
export function createFoundPaths() {
  const found = new Map<BootId, Found>();
  const ended = new Map<BootId, readonly BootCause[]>();
  return {
    known: (id: BootId) => found.get(id)?.path ?? ended.get(id),
    pathOf(boot: Boot, end: Instant, held: Held): readonly BootCause[] {
      const kept = ended.get(boot.id);
      if (kept !== undefined) return kept;
      const before = found.get(boot.id);
      if (before !== undefined) {
        const { from } = before;
        if (from === undefined || (from.late === held.late && isSamePath(from.boot, boot, end)))
          return before.path;
      }
      const causes = causeSumsOf(boot, workDetailOf(boot, eventsUntil(held, boot.id, end)));
      const path = keptCauses(causes).filter(({ slug }) => slug !== "app-start");
      found.delete(boot.id);
      found.set(boot.id, { path, from: { boot, late: held.late } });
      bound(found, MOST_BOOTS);
      return path;
    },
    /** From here on it stays as it was found; for a while only where all that the boot began is over. */
    keep(id: BootId, isOver: boolean): void {
      const each = found.get(id);
      if (each === undefined) return;
      each.from = undefined;
      if (!isOver) return;
      found.delete(id);
      ended.set(id, each.path);
      bound(ended, MOST_ENDED);
    },
    forget(id: BootId): void {
      found.delete(id);
      ended.delete(id);
    },
  };
}
