// What compressed blocks of events are told against: typical blocks, packed but not compressed. Prints
// packages/store/src/events/event-dictionary.ts. Stored blocks are read with the dictionary they were written with: once it was
// released it is never replaced, another one gets another form in event-block.ts.
// Run: hacotaki generate --boots 600 --seed 1 --db FILE; node scripts/event-dictionary.mjs FILE
import { readRecording } from "../packages/core/test/recording.ts";
import { packEvents } from "../packages/store/src/events/event-codec.ts";
import { compareEvents } from "../packages/store/src/events/event-order.ts";
import { openStore } from "../packages/store/src/index.ts";

/** As text formats tell of boots. */
const RECORDED = ["2019-min-true", "head-tcp-c"];
/** As collectors do. */
const COLLECTED = 7;
const LONGEST = 60;

/** Names that are a host's own would be of no use on another one. */
const general = (value) =>
  JSON.parse(
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? { big: part.toString() } : part))
      .replaceAll(/\/srv\/haco\/bin\/\w+\//g, "/usr/bin/")
      .replaceAll("/srv/haco/hacofiles/", "/etc/haconiwa.d/"),
    (_, part) => (typeof part?.big === "string" ? BigInt(part.big) : part),
  );

const packed = (events) =>
  packEvents(
    events.toSorted(compareEvents).map((event) => ({ event, boot: 1n })),
    () => "0".repeat(64),
  ).bytes;

const [, , path = ""] = process.argv;
const store = openStore(path, { mode: "write" });
const runs = store.runsAfter(undefined, 600).filter(({ events }) => events.length <= LONGEST);
store.close();
const collected = Array.from(
  { length: COLLECTED },
  (_, n) => runs[Math.floor((n * runs.length) / COLLECTED)],
);
const blocks = [
  ...RECORDED.map((name) => packed(general(readRecording(name).events))),
  ...collected.map(({ events }) => packed(general(events))),
];
const lines =
  Buffer.concat(blocks)
    .toString("base64")
    .match(/.{1,100}/g) ?? [];
console.log(`/**
 * What compressed blocks are told against, so that even the few events of one boot become small: typical blocks
 * (\`scripts/event-dictionary.mjs\`). Never to be changed: stored blocks are read with it.
 */
export const EVENT_DICTIONARY: Buffer = Buffer.from(
  [
${lines.map((line) => `    "${line}",`).join("\n")}
  ].join(""),
  "base64",
);`);
