import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunId } from "@hacotaki/core";
import { openEngine, openFleet } from "@hacotaki/fleet";
import { openNotebook, openStore, type StoredRun } from "@hacotaki/store";
import { expect, onTestFinished, test } from "vitest";
import { ended, hacotaki, start } from "../../packages/cli/test/hacotaki.ts";
import { destinationAt } from "../../packages/fleet/test/fleet.ts";
import { ADMIN, hasEngine, READER, SHIPPER, startEngine } from "../fleet/engine.ts";
import { until } from "../until.ts";
import { LONG_MS, MB, figure, nowMs, reading, residentBytes, size } from "./faults.ts";

/** An hour of a busy host, five boots a second, as twelve times five minutes. */
const PIECES = size(2, 12);
const PIECE = size(150, 1_500);
const HOUR = PIECES * PIECE;
/** Shipped before the hour begins. */
const BEFORE = 50;
/** Of so many boots the events are compared one by one. */
const COMPARED = 40;
/** A batch in both forms, SQLite's pages and Node itself, however many boots wait; figures tell what it was. */
const MOST_MB = 400;

/** Every run of a database, page by page. */
function* runsOf(path: string): Generator<StoredRun> {
  const store = openStore(path, { mode: "write" });
  try {
    for (let after: RunId | undefined; ; ) {
      const page = store.runsAfter(after, 500);
      yield* page;
      after = page.at(-1)?.runId;
      if (after === undefined) return;
    }
  } finally {
    store.close();
  }
}

test.skipIf(!hasEngine)(
  "a fleet's engine that is away for an hour of boots, and is killed while it catches up, has every boot once, with its events",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "hacotaki-hour-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [db, data] = [join(folder, "hacotaki.db"), join(folder, "engine")];
    let engine = await startEngine(data);
    onTestFinished(() => engine.close());
    const { port } = engine;
    const again = async () => void (engine = await startEngine(data, { port }));
    const told = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await hacotaki(args, {
        env: { HACOTAKI_FLEET_PASSWORD: ADMIN.password },
      });
      expect(stderr).toBe("");
      expect(code).toBe(0);
      return stdout;
    };
    const generate = (boots: number, seed: number) =>
      told(
        ...["generate", "--db", db, "--boots", String(boots), "--seed", String(seed)],
        ...["--hosts", "1", "--days", "1"],
      );

    await told("fleet", "migrate", "--to", `clickhouse://${ADMIN.name}@127.0.0.1:${port}/hacotaki`);
    await generate(BEFORE, 1);
    const to = `clickhouse://${SHIPPER.name}@127.0.0.1:${port}/hacotaki`;
    const shipper = start(["ship", "--db", db, "--to", to], {
      env: { HACOTAKI_FLEET_PASSWORD: SHIPPER.password },
    });
    onTestFinished(() => void shipper.kill("SIGKILL"));
    const shipping = ended(shipper);
    let most = 0;
    /** What the shipper has told of itself last. */
    const ship = () => {
      most = Math.max(most, residentBytes(shipper.pid ?? 0));
      const notebook = openNotebook(db);
      try {
        return notebook.ships()[0];
      } finally {
        notebook.close();
      }
    };
    await until(() => ship()?.boots === BEFORE, "the boots of before to be shipped");

    await engine.close();
    const mostBefore = most;
    for (let piece = 0; piece < PIECES; piece++) {
      await generate(PIECE, piece + 2);
      await until(() => (ship()?.waiting ?? 0) > 0, "word of boots that wait");
    }
    expect(ship()).toMatchObject({ state: "waiting" });
    await told("prune", "--db", db, "--older-than", "1h");
    expect((await reading(db, (store) => store.facts())).boots).toBeGreaterThanOrEqual(HOUR);
    const { failures = 0 } = ship() ?? {};

    /** Waits until no more than so many boots wait; how many of them went, and in which time. */
    const drained = async (left: number) => {
      await until(() => ship()?.state === "shipping", "the engine to be found again");
      const [since, first] = [nowMs(), ship()?.waiting ?? 0];
      let waiting = first;
      while (waiting > left) {
        const fewer = () => {
          const now = ship()?.waiting ?? 0;
          return now < waiting && { now };
        };
        waiting = (await until(fewer, `fewer than ${waiting} boots to wait`)).now;
      }
      return { boots: first - waiting, seconds: (nowMs() - since) / 1_000 };
    };
    await again();
    const begun = await drained(HOUR * 0.7);
    await engine.fault({ dies: "within" });
    // However fast it was, there is something left for the request that kills it.
    await generate(PIECE, PIECES + 2);
    await engine.gone;
    await again();
    const finished = await drained(0);
    const fleet = await openFleet({
      destination: destinationAt(port, READER.name),
      access: { password: READER.password },
    });
    onTestFinished(() => fleet.close());
    const all = BEFORE + HOUR + PIECE;
    await until(async () => (await fleet.facts()).boots >= all, "the last boots");
    shipper.kill("SIGTERM");
    expect(await shipping).toMatchObject({ code: 0, stderr: "" });

    expect((await fleet.facts()).boots).toBe(all);
    const engineAsAdmin = openEngine(destinationAt(port, ADMIN.name), { password: ADMIN.password });
    onTestFinished(() => engineAsAdmin.close());
    const shipped = await engineAsAdmin.rows<{ id: string; n: number }>(
      "SELECT run_id AS id, toUInt32(sum(events)) AS n FROM hacotaki.run_events GROUP BY run_id",
    );
    const eventsOf = new Map(shipped.map(({ id, n }) => [id, n]));
    let events = 0;
    for (const run of runsOf(db)) {
      expect([run.runId, eventsOf.get(run.runId)]).toEqual([run.runId, run.events.length]);
      events += run.events.length;
    }
    await reading(db, async (store) => {
      const page = await store.listBoots({ limit: COMPARED });
      expect(page.boots).toHaveLength(COMPARED);
      for (const { id } of page.boots)
        expect((await fleet.eventsOf(id))?.events).toEqual((await store.eventsOf(id))?.events);
    });
    const seconds = begun.seconds + finished.seconds;
    figure(
      `engine away for ${HOUR} boots`,
      `${failures} tries meanwhile, then ${begun.boots + finished.boots} boots in ${seconds.toFixed(1)} s; ${events} events, ` +
        `shipper at most ${Math.round(most / MB)} MB, ${Math.round(mostBefore / MB)} before`,
    );
    expect(most).toBeLessThan(MOST_MB * MB);
  },
  LONG_MS,
);
