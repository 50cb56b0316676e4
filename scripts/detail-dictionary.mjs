// What blocks of boots whose inside was seen are told against: typical boots, as packages/store/src/events/dense-codec.ts packs
// them. Prints packages/store/src/events/detail-dictionary.ts. Stored blocks are read with what they were written with: once it
// was released it is never replaced, another one gets another form in event-block.ts.
// Run: node scripts/detail-dictionary.mjs FILE…, databases of which each gives its last run, the least usual first. Those
// that it was made of: haconiwa (hacotaki generate --boots 600 --seed 1), Docker and Podman as recorded in
// test/fixtures/recordings-oci (docker-create-start, podman-exec), runc and crun from there (runc-resources,
// crun-run-seccomp), and boots of Docker, Podman, crun and runc as `hacotaki record --detail full` sees them.
import { deflateRawSync } from "node:zlib";
import { knownOf, NOTHING_KNOWN, packDense, taught } from "../packages/store/src/events/dense-codec.ts";
import { compareEvents } from "../packages/store/src/events/event-order.ts";
import { openStore } from "../packages/store/src/index.ts";

const DIGEST = "0".repeat(64);
/** Names that are a host's own would be of no use on another one. */
const OWN = [
  [/\/srv\/haco\/bin\/\w+\//g, "/usr/bin/"],
  ["/srv/haco/hacofiles/", "/etc/haconiwa.d/"],
  ["/srv/oci/docker/data", "/var/lib/docker"],
  ["/srv/oci/docker/exec", "/run/docker"],
  ["/srv/oci/docker/ctd/state", "/run/containerd"],
  ["/srv/oci/docker/ctd.sock", "/run/containerd/containerd.sock"],
  ["/srv/oci/podman/root", "/var/lib/containers/storage"],
  ["/srv/oci/podman/run", "/run/containers/storage"],
  [/\/tmp\/hacotaki-engines-\w+\/docker-exec/g, "/run/docker"],
  [/\/tmp\/hacotaki-engines-\w+\/docker/g, "/var/lib/docker"],
  [/\/tmp\/hacotaki-engines-\w+\/containerd-state/g, "/run/containerd"],
  [/\/tmp\/hacotaki-engines-\w+\/containerd/g, "/run/containerd/containerd"],
  [/\/tmp\/hacotaki-engines-\w+\/podman\/storage/g, "/var/lib/containers/storage"],
  [/\/tmp\/hacotaki-engines-\w+\/podman\/run/g, "/run/containers/storage"],
  [/\/tmp\/hacotaki-engines-\w+/g, "/root"],
  [/\/tmp\/hacotaki-oci-\w+/g, "/srv/c"],
  ["/srv/oci/", "/srv/"],
  [/hacotaki-engines-\d+/g, "docker"],
  [/\/process_api\/\w+/g, ""],
  [/\bm-\d+-\d+/g, "c"],
  [/[0-9a-f]{32,64}/g, (id) => "0".repeat(id.length)],
  [/[0-9A-Z]{26}/g, "0"],
];
const general = (event) =>
  event.kind === "fact" && event.key === "haco-hash"
    ? { ...event, value: DIGEST }
    : JSON.parse(
        OWN.reduce(
          (text, [own, any]) => text.replaceAll(own, any),
          JSON.stringify(event, (_, part) => (typeof part === "bigint" ? { big: part.toString() } : part)),
        ),
        (_, part) => (typeof part?.big === "string" ? BigInt(part.big) : part),
      );

/** The last run of a database. */
function eventsOf(path) {
  const store = openStore(path, { mode: "write" });
  const events = store.runsAfter(undefined, 600).at(-1)?.events ?? [];
  store.close();
  return events.map(general).toSorted(compareEvents);
}

const packed = (events, known) =>
  packDense(
    events.map((event) => ({ event, boot: 1n })),
    () => DIGEST,
    known,
  ).main;
const boots = process.argv.slice(2).map(eventsOf);
/** Each is told with what those before it have told. */
let told = NOTHING_KNOWN;
for (const events of boots) told = taught(packed(events, told), events.length, told);
/** An event of each shape, behind its early record where it goes by one. */
const examples = told.shapes.flatMap(({ event, isBegun }) => {
  if (!isBegun) return [event];
  const { enterAt: at, result: _, ...early } = event;
  return [{ ...early, at, when: "enter" }, event];
});
const shapes = packed(examples, NOTHING_KNOWN);
const known = knownOf(taught(shapes, examples.length, NOTHING_KNOWN).shapes, told.texts);
/** Longer ones have most of what is in shorter ones. */
const texts = known.texts
  .filter((text) => text.length > 7 && !text.includes(DIGEST))
  .filter(
    (text, n, all) => !all.some((other, m) => m !== n && other.includes(text) && (other !== text || m < n)),
  );
/** And once more with all of it, as blocks are, behind the texts that others are like. */
const dictionary = Buffer.concat([
  Buffer.from(texts.join("")),
  ...boots.map((events) => packed(events, known)),
]);
for (const [n, events] of boots.entries())
  console.error(`${process.argv[n + 2]}: ${events.length} events, ${packed(events, known).length} bytes`);
console.error(
  `${known.texts.length} texts (${texts.join("").length} bytes), ${known.shapes.length} shapes, ${dictionary.length} bytes`,
);
const literal = (bytes) => `Buffer.from(
  [
${(
  deflateRawSync(bytes, { level: 9 })
    .toString("base64")
    .match(/.{1,100}/g) ?? []
)
  .map((line) => `    "${line}",`)
  .join("\n")}
  ].join(""),
  "base64",
)`;
console.log(`/**
 * An event of each shape that typical boots have whose inside was seen (\`scripts/detail-dictionary.mjs\`), packed with
 * nothing known, and deflated: blocks tell their shapes by these. Never to be changed: stored blocks are read with them.
 */
export const DETAIL_SHAPES: Buffer = ${literal(shapes)};
export const DETAIL_SHAPE_EVENTS = ${examples.length};

/** The texts of these boots, as JSON, deflated. Never to be changed either. */
export const DETAIL_TEXTS: Buffer = ${literal(Buffer.from(JSON.stringify(known.texts)))};

/** The boots as blocks tell of them, deflated: what these are compressed against. Never to be changed either. */
export const DETAIL_DICTIONARY: Buffer = ${literal(dictionary.subarray(-32_768))};`);
