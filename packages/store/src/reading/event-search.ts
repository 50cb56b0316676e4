import {
  eventName,
  holdsText,
  omitUndefined,
  readProbe,
  signalName,
  type BootEvent,
  type BootId,
} from "@hacotaki/core";
import type { FoundRows, RowSearch, StoreReader } from "../contract.ts";
import { pageOfEvents, type EventPages } from "./event-pages.ts";
import { keyOfEvent } from "../events/event-order.ts";
import type { EventKey } from "../packing/packed.ts";
import type { Read } from "./read.ts";
import { cursorOf, eventKeyOf, placeOf } from "./row-pages.ts";

/** Events whose texts are looked through in one go, and those of a page: a page takes a tenth of a second or so. */
const STEP = 2_500;
const STEPS = 16;

/** Written as a number that people type. */
const NUMBER = /^-?\d{1,18}$/;

/** What of an event is looked through for words. A haco file's text is none of it: each of its boots would be a hit. */
function textsOf(event: BootEvent): (string | null)[] {
  const texts: (string | null)[] = [event.kind, eventName(event), event.comm ?? null];
  switch (event.kind) {
    case "probe":
      texts.push(event.provider, ...event.args.filter((argument) => typeof argument === "string"));
      break;
    case "exec":
      texts.push(event.file, event.argv?.join(" ") ?? null);
      break;
    case "listen":
      texts.push(event.address ?? null);
      break;
    case "syscall":
      texts.push(...Object.values(event.parameters).filter((value) => typeof value === "string"));
      break;
    case "cgroup":
      texts.push(event.path);
      break;
    case "fact":
      if (event.key !== "haco-text") texts.push(event.value);
      break;
    case "exit":
      if (event.signal !== undefined && event.signal > 0) texts.push(signalName(event.signal));
      break;
    case "wait": // the function waited in is its name
    case "fork":
    case "loss":
      break;
  }
  return texts;
}

/** A phase's code, be it a known phase or a user's number. */
function phaseCode(event: BootEvent): number | undefined {
  const reading = event.kind === "probe" ? readProbe(event) : undefined;
  if (reading === undefined) return undefined;
  if (reading.kind === "phase") return reading.code;
  return reading.name.startsWith("misc") ? undefined : reading.flag;
}

/** Numbers that people type: one is found where all of it is typed. */
function isNumbered(event: BootEvent, number: number): boolean {
  if (event.tgid === number) return true;
  if (event.kind === "fork") return event.childTgid === number;
  return event.kind === "listen" ? event.port === number : phaseCode(event) === number;
}

function holdsAll(event: BootEvent, words: readonly string[]): boolean {
  const texts = textsOf(event);
  return words.every(
    (word) => holdsText(word, texts) || (NUMBER.test(word) && isNumbered(event, Number(word))),
  );
}

/** Where a search stopped, and what it found until there. */
type Found = { readonly rows: readonly BootEvent[]; readonly count: number; readonly next?: EventKey };

async function search(pages: EventPages, { words, limit, after: cursor }: RowSearch): Promise<Found> {
  const rows: BootEvent[] = [];
  let count = 0;
  let after = cursor === undefined ? undefined : eventKeyOf(cursor);
  for (let step = 0; step < STEPS; step++) {
    const page = await pages(STEP, after);
    for (const event of page.events) {
      if (!holdsAll(event, words)) continue;
      count++;
      if (limit === 0) continue;
      rows.push(event);
      if (rows.length === limit) return { rows, count, next: keyOfEvent(event) };
    }
    if (page.next === undefined) return { rows, count };
    after = page.next;
  }
  return { rows, count, ...omitUndefined({ next: after }) };
}

/** Events of a boot that hold all words, wherever they are read from. */
export async function searchPages(pages: EventPages, asked: RowSearch): Promise<FoundRows<BootEvent>> {
  if (asked.words.length === 0) return { rows: [], count: 0 };
  const { next, ...found } = await search(pages, asked);
  return { ...found, ...omitUndefined({ next: next && cursorOf(next) }) };
}

/** Raw events of a boot by what they hold. */
export const createEventSearch = (read: Read): Pick<StoreReader, "searchEvents"> => ({
  async searchEvents(id: BootId, asked) {
    const place = await read("search a boot of", (db) => placeOf(db, id));
    return place && searchPages((limit, after) => pageOfEvents(read, place, limit, after), asked);
  },
});
