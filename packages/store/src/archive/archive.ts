import type { Filed } from "../events/event-codec.ts";
import { packEvents } from "../events/event-codec.ts";
import { unlessDamaged } from "../error.ts";
import { MOST_BOOTS, MOST_EVENTS, MOST_RUNS, type Archive, type ArchivedRun } from "./archived.ts";
import { openEvents, packArchivedEvents } from "./archived-events.ts";
import { openDetails, packDetails } from "./details.ts";
import { NO_DIGESTS } from "./teller.ts";

type DigestOf = (hacoText: string) => string;
type TextOf = (digest: string) => string | undefined;

const ascending = (runs: readonly ArchivedRun[]) =>
  runs.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

function assertFits(runs: readonly ArchivedRun[]): void {
  const boots = runs.flatMap((run) => run.boots.map(({ key }) => key));
  if (runs.length > MOST_RUNS || boots.length > MOST_BOOTS)
    throw new RangeError(`too many for one archive: ${runs.length} runs of ${boots.length} boots`);
  if (new Set(runs.map(({ key }) => key)).size < runs.length || new Set(boots).size < boots.length)
    throw new RangeError("a run or boot comes twice");
  for (const { key, boots: own, events } of runs) {
    if (events.length > MOST_EVENTS) throw new RangeError(`run ${key} has ${events.length} events`);
    if (events.some(({ boot }) => boot !== null && !own.some((each) => each.key === boot)))
      throw new RangeError(`events of run ${key} are filed under a boot that is not its`);
  }
}

/**
 * Runs that have ended, with all their boots and events, in two columns. Pure. Who reads them has the same `digests`.
 * @throws RangeError for more than an archive holds, for what comes twice, and for numbers that do not fit
 */
export function packArchive(
  given: readonly ArchivedRun[],
  digestOf: DigestOf,
  digests = NO_DIGESTS,
): Archive {
  assertFits(given);
  const runs = ascending(given);
  const details = packDetails(runs);
  return { details, events: packArchivedEvents(runs, openDetails(details), digestOf, digests) };
}

/** Equal where the events are, field for field, and filed under the same boots. */
function toldOf(events: readonly Filed[], digestOf: DigestOf): string {
  const { bytes, slots } = packEvents(events, digestOf);
  const first = events[0]?.event.at;
  return `${first} ${slots.map((slot) => slot.join(":")).join()} ${bytes.toString("latin1")}`;
}

/** Keys of runs that an archive would not give back exactly. */
export function notKept(
  runs: readonly ArchivedRun[],
  archive: Archive,
  { digestOf, textOf }: { readonly digestOf: DigestOf; readonly textOf: TextOf },
  digests = NO_DIGESTS,
): readonly bigint[] {
  const back = unlessDamaged(() => openDetails(archive.details));
  const events = back && unlessDamaged(() => openEvents(archive.events, back, digests));
  const isKept = ({ key, boots, events: filed }: ArchivedRun) =>
    unlessDamaged(
      () =>
        back?.bootsOf(key)?.join() === boots.map((boot) => boot.key).join() &&
        boots.every(
          (boot) =>
            back.spans(boot.key) === boot.spans &&
            back.reasons(boot.key) === boot.reasons &&
            (boot.processes === null
              ? back.processes(boot.key) === null
              : back.processes(boot.key)?.equals(boot.processes)),
        ) &&
        events !== undefined &&
        toldOf(events.events(key, textOf), digestOf) === toldOf(filed, digestOf),
    ) === true;
  return runs.filter((run) => !isKept(run)).map(({ key }) => key);
}

/**
 * All of an archive again, to be packed without some or with others. All boots of a run have the container of its first
 * one.
 * @throws DamagedRow
 */
export function unpackArchive(
  archive: Archive,
  textOf: TextOf,
  digests = NO_DIGESTS,
): readonly ArchivedRun[] {
  const details = openDetails(archive.details);
  const events = openEvents(archive.events, details, digests);
  return details.runs.map((key) => ({
    key,
    boots: (details.bootsOf(key) ?? []).map((boot, n) => ({
      key: boot,
      container: events.ofRun(key)?.container ?? "",
      startAt: events.ofRun(key)?.starts[n] ?? 0n,
      spans: details.spans(boot) ?? null,
      processes: details.processes(boot) ?? null,
      reasons: details.reasons(boot) ?? null,
    })),
    events: events.events(key, textOf),
  }));
}
