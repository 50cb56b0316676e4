import type { Boot } from "@hacotaki/core";
import { isUnreadable, packedBeside, type Beside, type BlockFacts, type PackedBlock } from "@hacotaki/store";
import { knownOffsets, lastOffset, type RowTimes } from "./boot-instants.ts";

/** Of a block that takes more bytes on its host, a table of its own is the place: rows of boots are sent by thousands. */
const MOST_BYTES = 16 << 10;

/** Events of a run in the row of its only boot. Instants are told from the boot's start. */
export type EventsBeside = Beside & {
  readonly count: number;
  /** Filed under the boot; all others are under its run. */
  readonly own: number;
  readonly beginsWithOwn: boolean;
  readonly firstNs: number;
  /** From the last exit that the row tells: mostly nothing. */
  readonly lastNs: number;
};

/** Whether a run's events may stand beside its boot, for all that can be told without reading them. */
export const isForBeside = (blocks: readonly BlockFacts[]): boolean =>
  blocks.length === 1 && blocks.every(({ bytes }) => bytes <= MOST_BYTES);

/** Of which events are filed under this boot and its run alone, each in one piece. */
function isOf({ id }: Boot, { filing }: PackedBlock): boolean {
  const [first, second] = filing;
  return (
    filing.length <= 2 &&
    filing.every(([boot]) => boot === undefined || boot === id) &&
    (second === undefined || first?.[0] !== second[0])
  );
}

/** Undefined where they are for `run_event`. */
export function eventsBeside(boot: Boot, times: RowTimes, block: PackedBlock): EventsBeside | undefined {
  if (!isOf(boot, block)) return undefined;
  const { firstAt, lastAt, events: count, filing } = block;
  const offsets = knownOffsets(times);
  const firstNs = Number(firstAt - boot.startAt);
  const lastNs = Number(lastAt - boot.startAt) - lastOffset(times);
  if (offsets === undefined || !Number.isSafeInteger(firstNs) || !Number.isSafeInteger(lastNs))
    return undefined;
  try {
    const beside = packedBeside(block, { start: boot.startAt, offsets });
    if (beside === undefined) return undefined;
    return {
      ...beside,
      ...{ count, firstNs, lastNs },
      own: filing.find(([id]) => id !== undefined)?.[1] ?? 0,
      beginsWithOwn: filing[0]?.[0] !== undefined,
    };
  } catch (error) {
    // Who reads it is told.
    if (error instanceof Error && isUnreadable(error)) return undefined;
    throw error;
  }
}
