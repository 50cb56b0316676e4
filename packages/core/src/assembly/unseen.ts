import type { LossReason } from "../domain/event.ts";
import type { Instant } from "../domain/time.ts";
import type { BootDraft, Process, RunDraft } from "./draft.ts";

const SETTING_UP = [1, 31, 32, 2];

/** Of a supervisor that was seen only after it had started its container: how that one fared, nobody saw. */
const isContainerUnseen = ({ supervisor, container }: BootDraft) =>
  container === undefined &&
  supervisor !== undefined &&
  supervisor.forkedAt === undefined &&
  !SETTING_UP.some((code) => supervisor.passes.has(code));

/** Nobody looked at all of the time from `from` to `to`: what ended in it, and what did not, is not known. */
export const isUnseen = ({ losses }: RunDraft, from: Instant, to: Instant | undefined) =>
  losses.some((loss) => loss.to >= from && (to === undefined || loss.from <= to));

/** A boot that may have come up, or gone on, while nobody looked did not fail where it was seen last. */
export function mayHaveComeUp(boot: BootDraft, last: Instant, died: Instant | undefined): boolean {
  if (isContainerUnseen(boot) || isUnseen(boot.run, last, died)) return true;
  const { run, container } = boot;
  const exit = (container ?? boot.supervisor ?? run.launcher)?.exit;
  if (exit === undefined || !run.source.hasKernelEvents) return false;
  return isGone(exit) || (container !== undefined && endedWell(container));
}

type Exit = NonNullable<Process["exit"]>;
const isGone = ({ code, signal }: Exit) => code === undefined && signal === undefined;
/** A container that fails after phase 21 exits 1; a clean exit means that its exec went unseen. */
const endedWell = ({ passes, exit }: Process) => passes.has(21) && exit?.code === 0 && !exit.signal;

/** Why something of a boot was not seen. `up` and `died` are when it came up or died, as far as that is known. */
export function lossesOf(
  boot: BootDraft,
  up: Instant | undefined,
  died: Instant | undefined,
  start: Instant,
): LossReason[] {
  const { run, container } = boot;
  const losses = new Set<LossReason>();
  if (run.source.hasKernelEvents ? run.launcher?.tracedExec === undefined : isContainerUnseen(boot))
    losses.add("attached-late");
  const end = up ?? died;
  for (const loss of run.losses)
    if (loss.to >= start && (end === undefined || loss.from <= end)) losses.add(loss.reason);
  const exit = (container ?? boot.supervisor ?? run.launcher)?.exit;
  if (up === undefined && exit !== undefined) {
    if (isGone(exit)) losses.add("collector-away");
    else if (container && endedWell(container) && run.source.hasKernelEvents) losses.add("dropped");
  }
  if (run.streamEnded && end === undefined) losses.add("stream-ended");
  return [...losses];
}
