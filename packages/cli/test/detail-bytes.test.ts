import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { hacotaki, newFolder, REPOSITORY } from "./hacotaki.ts";

/** Boots as they usually are: one run each. */
const RECORDINGS = ["runc-run", "crun-run", "docker-run", "podman-runc"];
const MOST_BYTES = 4_000;

const linesOf = (name: string) =>
  gunzipSync(readFileSync(join(REPOSITORY, `test/fixtures/recordings-oci/${name}.ndjson.gz`)))
    .toString()
    .trimEnd()
    .split("\n");

async function done(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await hacotaki(args);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

/** A database with all recordings, of which some lines are left out. */
async function imported(isKept: (line: string) => boolean): Promise<string> {
  const folder = newFolder();
  const files = RECORDINGS.map((name) => {
    const file = join(folder, `${name}.ndjson`);
    writeFileSync(file, linesOf(name).filter(isKept).join("\n"));
    return file;
  });
  const db = join(folder, "boots.db");
  await done("import", "--db", db, ...files);
  return db;
}

/** How many bytes the events of each run take, in the order of the recordings. */
function bytesOf(path: string): readonly number[] {
  const db = new Database(path, { readonly: true });
  const bytes = db
    .prepare<[], number>("SELECT sum(length(bytes)) FROM event_block GROUP BY run_key ORDER BY run_key")
    .pluck()
    .all();
  db.close();
  return bytes;
}

test("what went on inside of a usual boot takes at most 4 kB once it is compacted, and is told as before", async () => {
  const whole = await imported(() => true);
  const bare = await imported((line) => !line.includes('"event":"syscall"'));
  const all = (JSON.parse(await done("list", "--json", "--db", whole)) as { id: string }[]).map(
    ({ id }) => id,
  );
  expect(all).toHaveLength(RECORDINGS.length);
  const told = () => done("export", "--format", "events", "--db", whole, ...all);
  const [before, fresh] = [await told(), bytesOf(whole)];
  // Runs of few events are archived, not compacted: what is apart from calls is counted as it came.
  const without = bytesOf(bare);
  await done("rebuild", "--compact", "--db", whole);
  expect(await told()).toBe(before);
  const compact = bytesOf(whole);
  for (const [n, name] of RECORDINGS.entries()) {
    const [most = 0, least = 0] = [compact[n], without[n]];
    expect({ name, inside: most - least }).toMatchObject({
      name,
      inside: expect.toSatisfy((bytes: number) => bytes > 0 && bytes <= MOST_BYTES),
    });
    expect(most).toBeLessThan((fresh[n] ?? 0) * 0.7);
  }
});
