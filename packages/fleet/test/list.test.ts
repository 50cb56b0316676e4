import type { Boot, BootFilter } from "@hacotaki/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasEngine } from "../../../test/fleet/engine.ts";
import { bootAt, NOTHING } from "../../store/test/builder.ts";
import { openFleet as openReader, type FleetReader } from "../src/index.ts";
import { createAsk, type Ask } from "../src/reader/ask.ts";
import { previousAt } from "../src/reader/boots.ts";
import { listedByVersions } from "../src/reader/places.ts";
import { openFleet, openSpoolAt, shipperOf, untilQuiet, type Fleet, type Spool } from "./fleet.ts";

const WALL = 1_700_000_000_000_000_000n;
const SECOND = 1_000_000_000n;
const bootOf = (n: number, more: Partial<Boot> = {}): Boot => ({
  ...bootAt(n),
  container: `web-${n % 2}`,
  wallTime: WALL + BigInt(n) * SECOND,
  ...more,
});

describe.skipIf(!hasEngine)("a list of a fleet's boots, of which there are versions", () => {
  let fleet: Fleet;
  let spool: Spool;
  let reader: FleetReader;
  const ship = async (boots: readonly Boot[], retired: readonly Boot["id"][] = []) => {
    spool.save({ ...NOTHING, boots, retired });
    await untilQuiet(await shipperOf(spool, fleet));
  };
  beforeAll(async () => {
    fleet = await openFleet();
    spool = openSpoolAt(`${fleet.folder}-host.db`);
    reader = await openReader({ destination: fleet.reading, access: fleet.access });
    await ship(Array.from({ length: 40 }, (_, n) => bootOf(n)));
    const { wallTime: _wallTime, ...timeless } = bootOf(37);
    // Later versions: one began before all others, one is another container's, one has no time, one is gone.
    await ship(
      [bootOf(39, { wallTime: WALL - SECOND }), bootOf(38, { container: "web-1" }), timeless],
      [bootOf(36).id],
    );
  });
  afterAll(async () => {
    reader.close();
    spool.close();
    spool.remove();
    await fleet.close();
  });

  const ids = (numbers: readonly number[]) => numbers.map((n) => bootOf(n).id);
  const down = (from: number, to: number, step = 1) =>
    Array.from({ length: Math.floor((from - to) / step) + 1 }, (_, n) => from - n * step);
  async function pages(filter: BootFilter, limit: number) {
    const found: Boot["id"][] = [];
    let after: string | undefined;
    do {
      const page = await reader.listBoots({ filter, limit, ...(after === undefined ? {} : { after }) });
      expect(page.boots.length).toBeLessThanOrEqual(limit);
      found.push(...page.boots.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  test.each([1, 3, 7, 50])(
    "has each boot once, where its last version puts it, in pages of %i",
    async (limit) => {
      expect(await pages({}, limit)).toEqual(ids([38, ...down(35, 0), 39, 37]));
      expect(await pages({ container: "web-1" }, limit)).toEqual(ids([38, ...down(35, 1, 2), 39, 37]));
      expect(await pages({ container: "web-0" }, limit)).toEqual(ids(down(34, 0, 2)));
      expect(await pages({ runtime: "haconiwa", container: "web-0" }, limit)).toEqual(ids(down(34, 0, 2)));
      expect(await pages({ container: "nothing" }, limit)).toEqual([]);
    },
  );

  test("has neighbours where their last versions put them, boots without a time behind all others", async () => {
    const [newest, oldest, timeless] = ids([38, 39, 37]);
    const beside = async (n: number) => reader.neighbours(bootOf(n).id);
    expect(await beside(38)).toEqual({ previous: bootOf(35).id });
    expect(await beside(35)).toEqual({ previous: bootOf(33).id, next: newest });
    expect(await beside(1)).toEqual({ previous: oldest, next: bootOf(3).id });
    expect(await beside(39)).toEqual({ previous: timeless, next: bootOf(1).id });
    expect(await beside(37)).toEqual({ next: oldest });
    expect(await beside(34)).toEqual({ previous: bootOf(32).id });
    expect(await beside(36)).toEqual({});
  });

  test("tells when the boot before began, of the same container, host and kernel, and of another run", async () => {
    const ask = createAsk(fleet.admin, { name: "the fleet", database: "hacotaki" });
    const [boot, before, earlier] = [bootOf(20), bootOf(18), bootOf(16)];
    expect(await previousAt(ask, boot)).toBe(before.startAt);
    expect(await previousAt(ask, { ...boot, runId: before.runId })).toBe(earlier.startAt);
    expect(await previousAt(ask, { ...boot, hostId: "another" })).toBeUndefined();
    expect(await previousAt(ask, { ...boot, container: "nothing" })).toBeUndefined();
    expect(await previousAt(ask, bootOf(0))).toBeUndefined();
  });

  test("is one look for versions and one for boots, also where some no longer match", async () => {
    await ship([50, 51, 52].map((n) => bootOf(n, { container: "solo" })));
    await ship([bootOf(51, { container: "other" })]);
    const ask = createAsk(fleet.admin, { name: "the fleet", database: "hacotaki" });
    let asked = 0;
    const counting: Ask = (...question) => {
      asked++;
      return ask(...question);
    };
    const query = { filter: { container: "solo" }, sort: "newest", limit: 1, after: undefined } as const;
    const found = await listedByVersions(counting, query, "boot_id");
    expect([found?.map(({ boot_id }) => boot_id), asked]).toEqual([ids([52]), 2]);
  });

  test.each([1, 20])(
    "a boot is as the last version of a host that has it says, behind %i of one that took it back",
    async (taken) => {
      const boot = bootOf(60 + taken);
      await ship([boot]);
      await ship([{ ...boot, container: "later" }]);
      await fleet.admin.run(
        `INSERT INTO hacotaki.boot SETTINGS optimize_on_insert = 0
         SELECT * EXCEPT (later) REPLACE (version + later AS version, 1 AS is_deleted, 'elsewhere' AS host_id)
         FROM (SELECT *, arrayJoin(range(1, ${taken} + 1)) AS later FROM hacotaki.boot) WHERE boot_id = '${boot.id}'`,
      );
      expect((await reader.findBoot(boot.id))?.boot.container).toBe("later");
      await ship([], [boot.id]);
      expect(await reader.findBoot(boot.id)).toBeUndefined();
    },
  );

  test("has boots, one or many, whose place is not known yet, or is another one's as well", async () => {
    const [id, gone] = [bootOf(20).id, bootOf(36).id];
    const asked = ids([3, 20, 38]);
    const found = async () => ({
      one: (await reader.findBoot(id))?.boot.container,
      many: (await reader.findBoots(asked)).map((boot) => boot.id),
      marks: await reader.countMarks(id),
      neighbours: await reader.neighbours(id),
      gone: await reader.findBoot(gone),
    });
    const told = await found();
    expect(told).toMatchObject({
      one: "web-0",
      many: asked,
      neighbours: { previous: bootOf(18).id },
      gone: undefined,
    });
    await fleet.admin.run(
      `INSERT INTO hacotaki.boot_place SELECT boot_hash, 'another host', month FROM hacotaki.boot_place`,
    );
    expect(await found()).toEqual(told);
    await fleet.admin.run("TRUNCATE TABLE hacotaki.boot_place");
    expect(await found()).toEqual(told);
  });
});
