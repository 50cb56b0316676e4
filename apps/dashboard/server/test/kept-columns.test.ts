import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { createColumns, OUTCOMES, type BootId, type Overview } from "@hacotaki/core";
import { openStore, type StoreWriter } from "@hacotaki/store";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { until } from "../../../../test/until.ts";
import {
  assembled,
  bootAt,
  bootIdAt,
  eventsOfBoot,
  NOTHING,
  RECORDING,
  runIdAt,
} from "../../../../packages/store/test/builder.ts";
import { followDatabase } from "../database.ts";
import { followStatistics } from "../statistics/client.ts";
import { followColumns, type FollowedColumns } from "../statistics/follow-columns.ts";
import { createDraft, MOST_BYTES, openKept } from "../statistics/kept-file.ts";
import { FORMAT } from "../statistics/kept-history.ts";
import { keptPath } from "../statistics/kept-columns.ts";
import type { Said } from "../statistics/protocol.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

type Place = { readonly folder: string; readonly db: string };
function newPlace(): Place {
  const parent = mkdtempSync(join(tmpdir(), "hacotaki-kept-"));
  folders.push(parent);
  const folder = join(parent, "cache");
  mkdirSync(folder, { mode: 0o700 });
  return { folder, db: join(parent, "hacotaki.db") };
}

const fileOf = (path: string) => {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
};

type Followed = FollowedColumns & { readonly events: Said["event"][]; texts(): string; close(): void };

/** Columns of a database; without a folder nothing is kept. */
function follow(db: string, folder?: string): Followed {
  const reader = openStore(db, { mode: "read" });
  const said: Said[] = [];
  const columns = followColumns({
    followed: { path: db, file: fileOf(db), reader },
    keeping: folder === undefined ? undefined : { folder, leastBoots: 1, reads: true },
    say: (each) => said.push(each),
  });
  return {
    ...columns,
    get events() {
      return said.map(({ event }) => event);
    },
    texts: () => said.map(({ text }) => text).join("\n"),
    close: () => reader.close(),
  };
}

async function answersOf({ ask, filling }: FollowedColumns) {
  await filling;
  const query = { filter: {}, axis: "log", zoom: false };
  // Dots have no order.
  const { n, inside, failed, histogram } = (await ask("overview", [query])) as Overview;
  const containers = ["web-0", "web-1", "web-2", "other"];
  const histograms = (await ask("histograms", [])) as {
    readonly histograms: readonly { readonly counts: readonly number[] }[];
    readonly outcomes: unknown;
  };
  return {
    state: await ask("state", []),
    overview: { n, inside, failed, histogram },
    listed: await ask("select", [{ limit: 1_000 }]),
    slowest: await ask("select", [{ sort: "slowest", limit: 1_000 }]),
    bySpan: await ask("select", [{ sort: "span:runtime-start", limit: 1_000 }]),
    percentiles: await ask("percentiles", [Array.from({ length: 20 }, (_, n) => bootIdAt(n))]),
    populations: await Promise.all(containers.map((container) => ask("population", [{ container }]))),
    reports: await Promise.all(containers.map((name) => ask("container", [name, { bins: 3 }]))),
    containers: ((await ask("containers", [])) as { readonly container: string }[]).toSorted((a, b) =>
      a.container < b.container ? -1 : 1,
    ),
    courses: await ask("courses", [containers]),
    outcomes: histograms.outcomes,
  };
}

/** What columns of a database that were filled anew tell. */
async function toldAnew(db: string) {
  const anew = follow(db);
  const told = await answersOf(anew);
  anew.close();
  return told;
}

/** Follows a database from its start to an orderly end. */
async function keptOnce({ db, folder }: Place, meanwhile: () => void = () => {}): Promise<Followed> {
  const columns = follow(db, folder);
  await columns.filling;
  const ending = columns.end();
  meanwhile();
  await ending;
  columns.close();
  return columns;
}

/** Saves boots, each in a run of its own. */
function save(store: StoreWriter, ...boots: Parameters<typeof bootAt>[]): void {
  store.save({ ...NOTHING, boots: boots.map((each) => bootAt(...each)) }, store.startRecording(RECORDING));
}

function databaseOf(db: string, boots: number): void {
  const store = openStore(db, { mode: "write" });
  save(store, ...Array.from({ length: boots }, (_, n) => [n] as [number]));
  store.close();
}

type Edit = (store: StoreWriter) => void;
const someBoot = fc.nat(9);
const someEdit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(someBoot, { minLength: 1, maxLength: 6 }).map(
      (ns): Edit =>
        (store) =>
          save(store, ...ns.map((n) => [n] as [number])),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(someBoot, fc.constantFrom(...OUTCOMES), fc.constantFrom("web-0", "other")).map(
      ([n, outcome, container]): Edit =>
        (store) =>
          save(store, [n, { outcome, container }]),
    ),
  },
  {
    weight: 2,
    arbitrary: someBoot.map(
      (n): Edit =>
        (store) =>
          store.save({ ...NOTHING, retired: [bootIdAt(n)] }, store.startRecording(RECORDING)),
    ),
  },
  // As prune, retention and deleting do.
  {
    weight: 2,
    arbitrary: someBoot.map(
      (n): Edit =>
        (store) =>
          void store.removeRuns([runIdAt(n)]),
    ),
  },
  // As an import does, of boots that may be there, and rebuilding them.
  {
    weight: 1,
    arbitrary: fc.integer({ min: 20, max: 22 }).map(
      (n): Edit =>
        (store) => {
          const changes = assembled(eventsOfBoot(n));
          store.save(changes, store.startRecording(RECORDING));
          for (const { runId } of changes.boots) store.replaceDerived(runId, changes, { anew: true });
        },
    ),
  },
  { weight: 1, arbitrary: fc.constant<Edit>((store) => store.forgetRetired(100)) },
);

test("columns of the last time, brought up to date, are those of the database filled anew", async () => {
  const edits = fc.array(someEdit, { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(edits, edits, edits, edits, async (before, following, keeping, after) => {
      const place = newPlace();
      const store = openStore(place.db, { mode: "write" });
      const make = (some: readonly Edit[]) => some.forEach((edit) => edit(store));
      save(store, [0], [1], [2]);
      make(before);
      const columns = follow(place.db, place.folder);
      await columns.filling;
      make(following);
      await columns.follow();
      const ending = columns.end();
      make(keeping);
      await ending;
      columns.close();
      const wasKept = columns.events.includes("columns-kept");
      make(after);

      const read = follow(place.db, place.folder);
      expect(await answersOf(read)).toEqual(await toldAnew(place.db));
      expect(read.events.filter((event) => event !== "columns-kept")).toEqual(
        wasKept ? ["columns-read"] : [],
      );
      await read.end();
      read.close();
      store.close();
    }),
    { numRuns: 60 },
  );
});

test("what is kept of three boots means what it meant, or has another format", async () => {
  const { db } = newPlace();
  databaseOf(db, 3);
  const reader = openStore(db, { mode: "read" });
  const columns = createColumns();
  for (const sample of (await reader.samples({ limit: 9 })).samples) columns.put(sample);
  reader.close();
  const cutter = columns.cutter();
  const digest = createHash("sha256").update(cutter.cut(0, 3).bytes);
  digest.update(JSON.stringify([cutter.names(), ...cutter.texts()]));
  // When this changes, FORMAT does: columns of before are then filled anew.
  expect([FORMAT, digest.digest("hex").slice(0, 16)]).toEqual([1, "933a7d60ec0adb36"]);
});

test("boots that come while the columns are read are known as well", async () => {
  const place = newPlace();
  databaseOf(place.db, 9);
  await keptOnce(place);
  const store = openStore(place.db, { mode: "write" });
  const read = follow(place.db, place.folder);
  for (let n = 0; n < 40; n++) {
    save(store, [n, { container: "other" }]);
    if (n % 3 === 0) void store.removeRuns([runIdAt(n)]);
    void read.follow();
    await new Promise((resume) => void setImmediate(resume));
  }
  expect(await answersOf(read)).toEqual(await toldAnew(place.db));
  expect(read.texts()).toContain("last time");
  read.close();
  store.close();
});

describe("what was kept", () => {
  const onlyFile = ({ folder }: Place) => join(folder, readdirSync(folder)[0] ?? "nothing");

  test("is read by its user alone, one file a database", async () => {
    const place = newPlace();
    databaseOf(place.db, 9);
    await keptOnce(place);
    await keptOnce(place);
    expect(readdirSync(place.folder)).toHaveLength(1);
    expect(statSync(onlyFile(place)).mode & 0o777).toBe(0o600);
  });

  test("goes by itself once four other databases were looked at since", async () => {
    const place = newPlace();
    for (let n = 0; n < 6; n++) {
      const db = `${place.db}-${n}`;
      databaseOf(db, 2);
      await keptOnce({ ...place, db });
    }
    expect(readdirSync(place.folder)).toHaveLength(4);
  });

  /** Changes one bit. */
  const flip = (path: string, share: number) => {
    const bytes = readFileSync(path);
    const at = Math.min(bytes.length - 1, Math.floor(bytes.length * share));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  };
  /** As another version would have written it, all checksums right. */
  async function ofVersion(path: string, program: string): Promise<void> {
    const kept = await openKept(path);
    const contents = kept?.contents as { readonly history: object };
    await kept?.close();
    rmSync(path);
    const draft = await createDraft(path);
    await draft.finish({ ...contents, history: { ...contents.history, program } });
  }
  const damages: readonly [string, (path: string) => void | Promise<void>][] = [
    ...[0, 1, 55, 56, 200].map((bytes): [string, (path: string) => void] => [
      `is cut to ${bytes} bytes`,
      (path) => truncateSync(path, bytes),
    ]),
    ["lacks its last byte", (path) => truncateSync(path, statSync(path).size - 1)],
    ["goes on after its end", (path) => appendFileSync(path, "more")],
    ...[0, 0.1, 0.5, 0.9, 1].map((share): [string, (path: string) => void] => [
      `has a wrong bit at ${share} of its length`,
      (path) => flip(path, share),
    ]),
    ["is a text", (path) => writeFileSync(path, "no columns at all\n".repeat(100), { mode: 0o600 })],
    ["is of another version", (path) => ofVersion(path, "0 0.0.1 LE")],
    [
      "has contents of which nothing is known",
      async (path) => {
        rmSync(path);
        await (await createDraft(path)).finish([]);
      },
    ],
    ["may be written by others", (path) => chmodSync(path, 0o620)],
    ["is larger than is ever written", (path) => truncateSync(path, MOST_BYTES + 1_000)],
    [
      "is a folder",
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
    [
      "is a link",
      (path) => {
        renameSync(path, `${path}.elsewhere`);
        symlinkSync(`${path}.elsewhere`, path);
      },
    ],
  ];

  test.each(damages)("and %s is not used: the columns are filled anew", async (_, damage) => {
    const place = newPlace();
    databaseOf(place.db, 9);
    await keptOnce(place);
    await damage(keptPath(place.folder, place.db));
    const read = follow(place.db, place.folder);
    expect(await answersOf(read)).toEqual(await toldAnew(place.db));
    expect(read.events[0]).toBe("columns-anew");
    await read.end();
    read.close();
  });

  test("of a damaged file is made anew, and serves the next start", async () => {
    const place = newPlace();
    databaseOf(place.db, 9);
    await keptOnce(place);
    flip(onlyFile(place), 0.5);
    expect((await keptOnce(place)).events).toEqual(["columns-anew", "columns-kept"]);
    expect((await keptOnce(place)).events).toEqual(["columns-read"]);
  });
});

describe("another database under the same path", () => {
  /** All of it in one file. */
  function copyOf(db: string): string {
    const store = openStore(db, { mode: "write" });
    store.checkpoint();
    store.close();
    copyFileSync(db, `${db}.copy`);
    return `${db}.copy`;
  }
  const retell = (db: string, ...boots: Parameters<typeof bootAt>[]) => {
    const store = openStore(db, { mode: "write" });
    save(store, ...boots);
    store.close();
  };
  async function expectFilledAnew(place: Place, why: string): Promise<void> {
    const read = follow(place.db, place.folder);
    expect(await answersOf(read)).toEqual(await toldAnew(place.db));
    expect(read.texts()).toContain(why);
    await read.end();
    read.close();
  }

  test("is another database, whatever its revision", async () => {
    const place = newPlace();
    databaseOf(place.db, 9);
    await keptOnce(place);
    rmSync(place.db);
    databaseOf(place.db, 12);
    await expectFilledAnew(place, "of another database");
  });

  test("that is a copy of it was put there, as a restored backup is", async () => {
    const place = newPlace();
    databaseOf(place.db, 9);
    await keptOnce(place);
    renameSync(copyOf(place.db), place.db);
    await expectFilledAnew(place, "file was replaced");
  });

  test("in the same file is set back, or went on from there", async () => {
    const place = newPlace();
    databaseOf(place.db, 9);
    const earlier = copyOf(place.db);
    retell(place.db, [9], [10], [11]);
    await keptOnce(place);
    writeFileSync(place.db, readFileSync(earlier));
    await expectFilledAnew(place, "was set back");

    retell(place.db, [9], [10], [11]);
    await keptOnce(place);
    writeFileSync(place.db, readFileSync(earlier));
    retell(place.db, [20], [21], [22], [23], [24]);
    await expectFilledAnew(place, "went on from an earlier state");
  });

  test("that lost the word of boots that went is found to have fewer", async () => {
    const place = newPlace();
    databaseOf(place.db, 9);
    await keptOnce(place);
    const store = openStore(place.db, { mode: "write" });
    store.removeRuns([runIdAt(0)]);
    store.close();
    const { default: Database } = await import("better-sqlite3");
    const connection = new Database(place.db);
    connection.exec("DELETE FROM retired");
    connection.close();
    await expectFilledAnew(place, "other boots than the database");
  });
});

test("two at once keep one whole file", async () => {
  const place = newPlace();
  databaseOf(place.db, 9);
  const [one, other] = [follow(place.db, place.folder), follow(place.db, place.folder)];
  await Promise.all([one.filling, other.filling]);
  await Promise.all([one.end(), other.end()]);
  expect([...one.events, ...other.events].filter((event) => event !== "columns-read")).toEqual(
    expect.arrayContaining(["columns-kept"]),
  );
  one.close();
  other.close();
  expect(readdirSync(place.folder)).toHaveLength(1);
  expect((await keptOnce(place)).events).toEqual(["columns-read"]);
});

test("a folder that cannot be written costs nothing but a line in the log", async () => {
  const place = newPlace();
  databaseOf(place.db, 9);
  rmSync(place.folder, { recursive: true });
  const columns = await keptOnce(place);
  expect(columns.events).toEqual(["columns-not-kept"]);
});

test("few boots are not kept", async () => {
  const place = newPlace();
  databaseOf(place.db, 9);
  const reader = openStore(place.db, { mode: "read" });
  const columns = followColumns({
    followed: { path: place.db, file: fileOf(place.db), reader },
    keeping: { folder: place.folder, leastBoots: 10, reads: true },
    say: () => {},
  });
  await columns.filling;
  await columns.end();
  reader.close();
  expect(readdirSync(place.folder)).toEqual([]);
});

test("a dashboard keeps them at its end and when much has changed, and its next start tells the same boots", async () => {
  const { db, folder } = newPlace();
  const store = openStore(db, { mode: "write" });
  onTestFinished(() => store.close());
  save(store, ...Array.from({ length: 9 }, (_, n) => [n] as [number]));
  const start = () => {
    const database = followDatabase(db, () => 20);
    const said: Said["event"][] = [];
    const errors: unknown[] = [];
    const statistics = followStatistics(database, {
      onError: (error) => errors.push(error),
      onSaid: ({ event }) => said.push(event),
      keeping: { folder, leastBoots: 1 },
    });
    /** Once all boots are known. */
    const listed = async () => {
      await until(async () => {
        const { known, total } = await statistics.state();
        return known === total;
      }, "the columns to be full");
      const { ids } = await statistics.select({ limit: 100 });
      return ids.toSorted() satisfies readonly BootId[];
    };
    const stop = async () => {
      await statistics.close();
      database.close();
      expect(errors).toEqual([]);
    };
    return { said, listed, stop };
  };
  const first = start();
  expect(await first.listed()).toHaveLength(9);
  await until(() => first.said.includes("columns-kept") || undefined, "the columns to be kept");
  save(store, [9], [10]);
  expect(await first.listed()).toHaveLength(11);
  await until(() => first.said.length >= 2 || undefined, "the columns to be kept again");
  store.removeRuns([runIdAt(3)]);
  expect(await first.listed()).toHaveLength(10);
  await first.stop();
  const second = start();
  expect(await second.listed()).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10].map((n) => bootIdAt(n)).toSorted());
  await until(() => second.said.includes("columns-read") || undefined, "the columns to be read");
  await second.stop();
});
