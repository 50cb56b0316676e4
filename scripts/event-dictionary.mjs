// What compressed blocks of events are told against: typical blocks, packed but not compressed. Prints
// packages/store/src/event-dictionary.ts. Stored blocks are read with the dictionary they were written with: the file is
// never replaced, another one gets another form in event-block.ts.
// Run: node scripts/event-dictionary.mjs
import { readRecording } from "../packages/core/test/recording.ts";
import { packEvents } from "../packages/store/src/event-codec.ts";
import { compareEvents } from "../packages/store/src/event-order.ts";

const NAMES = ["2019-min-true", "2019-slow-hooks", "head-tcp-c", "head-min-true"];

/** Names that are a host's own would be of no use on another one. */
const general = (value) =>
  JSON.parse(
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? { big: part.toString() } : part))
      .replaceAll(/\/srv\/haco\/bin\/\w+\//g, "/usr/bin/")
      .replaceAll("/srv/haco/hacofiles/", "/etc/haconiwa.d/"),
    (_, part) => (typeof part?.big === "string" ? BigInt(part.big) : part),
  );

/** As the collector sees events: with what text formats do not tell, and with what it reads beside them. */
function asCollected(events) {
  const starts = new Map();
  return events.flatMap((event, n) => {
    if (!starts.has(event.tgid)) starts.set(event.tgid, event.at);
    const startAt = starts.get(event.tgid);
    const seen = { ...event, cpu: n % 2, tid: event.tgid, startAt, cgroupId: 5_021n };
    if (event.kind === "exec") Object.assign(seen, { argvTruncated: false, exeInode: 131_072n });
    if (event.kind === "exit") Object.assign(seen, { coreDumped: false });
    if (event.kind === "fork") Object.assign(seen, { childStartAt: event.at });
    const facts = [];
    if (event.kind === "exec" && event.traced)
      facts.push(["wall-offset", "1700000000000000000"], ["cwd", "/root"], ["haco-hash", "0".repeat(64)]);
    if (event.kind === "probe") {
      if (event.args[0] === 2n) facts.push(["pid-file-name", "web"]);
      if (event.args[0] === 13n) facts.push(["rootfs", "/var/lib/haconiwa/web"]);
      if (event.args[0] === 15n) facts.push(["cgroup", "/haconiwa/web"]);
      if (event.args[0] === 18n) facts.push(["mounts", "12"]);
    }
    const { tgid, at } = event;
    return [
      seen,
      ...facts.map(([key, value], f) => ({
        kind: "fact",
        key,
        value,
        at,
        seq: event.seq + 1 + f,
        tgid,
        startAt,
      })),
    ];
  });
}

const packed = (events) =>
  packEvents(
    events.toSorted(compareEvents).map((event) => ({ event, boot: 1n })),
    (text) => text,
  ).bytes;

const blocks = NAMES.flatMap((name) => {
  const events = general(readRecording(name).events);
  return [packed(events), packed(asCollected(events))];
});
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
