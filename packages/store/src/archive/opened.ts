import type { ArchiveRow } from "../connection/tables.ts";
import { makeRoom } from "../values/remembered.ts";
import { openEvents, type ArchivedEvents } from "./archived-events.ts";
import { openDetails, type ArchivedDetails } from "./details.ts";
import type { KnownDigests } from "./teller.ts";

/** What tells an archive from all others, and from what it was before. */
export type ArchiveMark = Pick<ArchiveRow, "last_run_key" | "checksum">;

/** Pages of a list lie in some dozens of archives, and are asked for again. Some 100 kB each. */
const BODIES_KEPT = 64;
/** A page reads those of one boot more than once. Some 500 kB each. */
const EVENTS_KEPT = 3;

const bodies = new Map<string, ArchivedDetails>();
const events = new Map<string, ArchivedEvents>();

const nameOf = ({ last_run_key: last, checksum }: ArchiveMark) => `${last} ${checksum}`;

function remembered<Opened>(
  known: Map<string, Opened>,
  name: string,
  kept: number,
  open: () => Opened,
): Opened {
  let opened = known.get(name);
  if (opened === undefined) {
    opened = open();
    makeRoom(known, kept);
  } else known.delete(name); // what was used last is forgotten last
  known.set(name, opened);
  return opened;
}

/** The bodies of an archive, where they are at hand: they need not be read. */
export const bodiesAtHand = (mark: ArchiveMark): ArchivedDetails | undefined => bodies.get(nameOf(mark));

/** @throws DamagedRow */
export const openedBodies = (mark: ArchiveMark, read: () => Buffer): ArchivedDetails =>
  remembered(bodies, nameOf(mark), BODIES_KEPT, () => openDetails(read()));

/** The events of an archive, where they are at hand. */
export const eventsAtHand = (mark: ArchiveMark): ArchivedEvents | undefined => events.get(nameOf(mark));

/** @throws DamagedRow */
export const openedEvents = (
  row: Pick<ArchiveRow, "last_run_key" | "checksum" | "bodies" | "events">,
  digests: KnownDigests,
): ArchivedEvents =>
  remembered(events, nameOf(row), EVENTS_KEPT, () =>
    openEvents(
      row.events,
      openedBodies(row, () => row.bodies),
      digests,
    ),
  );
