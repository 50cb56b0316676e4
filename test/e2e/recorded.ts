import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  createAssembler,
  instant,
  type Boot,
  type BootEvent,
  type Changes,
  type Instant,
  type Source,
} from "@hacotaki/core";
import { importStream } from "@hacotaki/formats";
import { openStore, type StoreWriter } from "@hacotaki/store";

const EXAMPLES = join(import.meta.dirname, "../../apps/dashboard/examples");
const RECORDINGS = join(import.meta.dirname, "../fixtures/recordings");
const OCI_RECORDINGS = join(import.meta.dirname, "../fixtures/recordings-oci");
const now = () => BigInt(Date.now()) * 1_000_000n;

/** Fills a database with the example boots, through the importer. */
export async function importExamples(db: string): Promise<void> {
  const store = openStore(db, { mode: "write" });
  try {
    for (const name of readdirSync(EXAMPLES).filter((file) => /\.(ndjson|txt)$/.test(file)))
      await importStream(createReadStream(join(EXAMPLES, name)), store, { name, now });
  } finally {
    store.close();
  }
}

/** Fills a database with recorded boots of OCI runtimes. */
export async function importOci(db: string, names: readonly string[]): Promise<void> {
  const store = openStore(db, { mode: "write" });
  try {
    for (const name of names)
      await importStream(createReadStream(join(OCI_RECORDINGS, `${name}.ndjson.gz`)), store, { name, now });
  } finally {
    store.close();
  }
}

/** Adds a recorded boot of haconiwa that is no example. */
export async function importRecording(db: string, name: string): Promise<void> {
  const store = openStore(db, { mode: "write" });
  try {
    await importStream(createReadStream(join(RECORDINGS, `${name}.ndjson`)), store, { name, now });
  } finally {
    store.close();
  }
}

/** The raw events of an example, in time order. */
async function eventsOf(name: string): Promise<BootEvent[]> {
  const events: BootEvent[] = [];
  await importStream(
    createReadStream(join(EXAMPLES, name)),
    {
      startRecording: () => 1,
      touchRecording: () => undefined,
      endRecording: () => undefined,
      save: (changes) => void events.push(...changes.events.map(({ event }) => event)),
      hasRun: () => false,
      findRun: () => undefined,
      findBoot: async () => undefined,
      replaceDerived: () => undefined,
    },
    { name, now },
  );
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq));
}

export type LiveBoot = {
  readonly source: Source;
  readonly events: readonly BootEvent[];
  /** Saves everything up to an offset from the first event, as a collector would; says which boots changed. */
  advance(offset: bigint): readonly Boot[];
  close(): void;
};

let started = 0;

type Change = (boot: Boot) => Boot;

/** Replays an example as if it happened now: same events (and what else was seen right after one), moved to this moment of a made-up host. */
export async function replayLive(
  db: string,
  name: string,
  rename: Change = (boot) => boot,
  after: (event: BootEvent) => readonly BootEvent[] = () => [],
): Promise<LiveBoot> {
  const recorded = (await eventsOf(name)).flatMap((event) => [event, ...after(event)]);
  const first = recorded[0]?.at ?? 0n;
  const moved = instant(1_000_000_000_000n);
  const by = moved - first;
  const events = recorded.map((event): BootEvent => {
    const at = instant(event.at + by);
    const startAt = event.startAt === undefined ? {} : { startAt: instant(event.startAt + by) };
    return { ...event, at, ...startAt };
  });
  const source: Source = {
    kind: "live",
    hostId: "e2e",
    hostName: "e2e",
    kernelBootId: `e2e-${process.pid}-${++started}`,
    hasKernelEvents: true,
    wallOffset: now() - moved,
  };
  const store: StoreWriter = openStore(db, { mode: "write" });
  const recording = store.startRecording({
    kind: "live",
    hostId: source.hostId,
    hostName: source.hostName,
    kernelBootId: source.kernelBootId,
    path: "/usr/bin/haconiwa",
    probes: ["bootstrap_phase_pass", "probe_misc", "probe_misc_str"],
    generation: "0.11",
    hasKernelEvents: true,
    startedAt: now(),
    pid: process.pid,
  });
  const assembler = createAssembler(source);
  assembler.push(events);
  return {
    source,
    events,
    advance(offset) {
      const until: Instant = instant(moved + offset);
      const changes: Changes = assembler.advance(until);
      const boots = changes.boots.map(rename);
      store.save({ ...changes, boots }, recording);
      return boots;
    },
    close: () => store.close(),
  };
}
