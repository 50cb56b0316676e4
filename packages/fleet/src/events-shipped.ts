import type { RunId } from "@hacotaki/core";
import { makeRoom, type BlockFacts } from "@hacotaki/store";

/** Runs whose events are remembered as sent; of another all are sent again, which changes nothing. */
const MOST_RUNS = 4_000;
/** Of so many blocks at most a run's are remembered. */
const MOST_BLOCKS = 256;

export type PlannedBlock = { readonly facts: BlockFacts; readonly part: number; readonly parts: number };

const signOf = ({ firstAt, lastAt, events, checksum }: BlockFacts) =>
  `${firstAt} ${lastAt} ${events} ${checksum}`;

/** What of each run's events was taken: a run that goes on for days is not sent anew with each change. */
export function createEventsShipped() {
  const shipped = new Map<RunId, readonly string[]>();

  return {
    /** Blocks that are not there as they are now. The first one, which tells how many there are, comes last. */
    missing(blocks: readonly BlockFacts[]): readonly PlannedBlock[] {
      const runs = Map.groupBy(blocks, ({ runId }) => runId);
      return [...runs].flatMap(([runId, ofRun]) => {
        const known = shipped.get(runId) ?? [];
        const planned = ofRun.map((facts, part) => ({ facts, part, parts: ofRun.length }));
        return planned
          .filter(
            ({ facts, part }) =>
              known[part] !== signOf(facts) || (part === 0 && known.length !== ofRun.length),
          )
          .reverse();
      });
    },
    /** All blocks of these runs were taken. */
    remember(blocks: readonly BlockFacts[]): void {
      for (const [runId, ofRun] of Map.groupBy(blocks, (each) => each.runId)) {
        shipped.delete(runId);
        if (ofRun.length > MOST_BLOCKS) continue;
        makeRoom(shipped, MOST_RUNS);
        shipped.set(runId, ofRun.map(signOf));
      }
    },
  };
}
