import { instant, type Boot, type BootId, type RunId } from "@hacotaki/core";
import { createSweep } from "@hacotaki/store";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasEngine } from "../../../test/fleet/engine.ts";
import { assembled, bootAt, eventsOfBoot, NOTHING, SOURCE } from "../../store/test/builder.ts";
import { createArrivalsSeen } from "../src/reader/arrivals-seen.ts";
import { createAsk } from "../src/reader/ask.ts";
import { createFleetEvents } from "../src/reader/events.ts";
import { openFleet, openSpool, shipperOf, untilQuiet, type Fleet, type Spool } from "./fleet.ts";

type Row = Readonly<Record<string, unknown>>;

/** Spans of a boot as the view tells them. */
const spansOf = ({ spans, startAt }: Boot) =>
  spans.map((span) => ({
    slug: span.slug,
    label: span.label,
    family: span.group,
    lane: span.lane,
    on_path: span.onPath ? 1 : 0,
    state: span.state,
    begins_with: span.from,
    ends_with: span.to ?? "",
    offset_ns: Number(span.startAt - startAt),
    duration_ns: span.state === "open" ? null : Number(span.endAt - span.startAt),
  }));

/** A boot of which nothing runs any more. */
function overAt(n: number): Boot {
  const boot = bootAt(n);
  const exitAt = instant(boot.startAt + 1_000_000_000n);
  return { ...boot, processes: boot.processes.map((each) => ({ ...each, exitAt })) };
}

describe.skipIf(!hasEngine)("boots shipped to an engine", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await openFleet();
  });
  beforeEach(async () => {
    for (const table of ["boot", "run_event", "haco_text"])
      await fleet.admin.run(`TRUNCATE TABLE hacotaki.${table}`);
  });
  afterAll(() => fleet.close());

  const boots = () => fleet.rows<Row>("SELECT * FROM hacotaki.boots ORDER BY boot_id");
  const ship = async (spool: Spool, labels = {}) => untilQuiet(await shipperOf(spool, fleet, labels));

  /** Raw events of a boot, as a reader puts them together. */
  const eventsOf = async (id: BootId) => {
    const ask = createAsk(fleet.admin, { name: "the fleet", database: "hacotaki" });
    return (await createFleetEvents(ask).eventsOf(id))?.events;
  };
  const blocksOf = (run: RunId) =>
    fleet.rows<Row>(
      `SELECT part, form, toUInt32(events) AS events, filed_boot_ids, filed_events, toString(first_at) AS first_at,
         toString(last_at) AS last_at FROM hacotaki.run_events WHERE run_id = '${run}' ORDER BY part`,
    );
  /** More events of a boot, of any kind. */
  const moreOf = ({ id: bootId, runId, startAt }: Boot, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      runId,
      bootId,
      event: {
        ...{ at: instant(startAt + 1_000_000_000n + BigInt(n)), seq: n, tgid: 4_000_000 - n, ppid: 1 },
        ...(n % 5 === 0
          ? {
              kind: "syscall" as const,
              name: "rmdir",
              when: "exit" as const,
              parameters: { path: `/tmp/${n}` },
            }
          : {
              kind: "exec" as const,
              file: `/bin/${n}`,
              argv: [`\t\n\\'${n}`, "\0", "\ud800"],
              traced: false,
            }),
      },
    }));

  test("are the boots of the host, span for span, with their labels", async () => {
    const spool = openSpool();
    const changes = assembled(eventsOfBoot(1));
    spool.save(changes);
    await ship(spool, { role: "web", zone: "eu-1" });
    const [boot] = changes.boots;
    if (boot === undefined) throw new Error("no boot was assembled");
    expect(await boots()).toMatchObject([
      {
        boot_id: boot.id,
        run_id: boot.runId,
        host_id: boot.hostId,
        host_name: boot.hostName,
        labels: { role: "web", zone: "eu-1" },
        container: boot.container,
        outcome: boot.outcome,
        boot_duration_ns: Number((boot.upAt ?? 0n) - boot.startAt),
        command: boot.command,
        "process.exec_file": boot.processes.map(({ execFile }) => execFile ?? ""),
      },
    ]);
    expect(
      await fleet.rows(
        `SELECT slug, label, family, lane, on_path, state, begins_with, ends_with, offset_ns, duration_ns FROM hacotaki.spans`,
      ),
    ).toEqual(spansOf(boot));
    const [{ at } = { at: "" }] = await fleet.rows<{ at: string }>(
      "SELECT toString(toUnixTimestamp64Nano(assumeNotNull(started_at))) AS at FROM hacotaki.boots",
    );
    expect(BigInt(at)).toBe(boot.wallTime);
  });

  test("bring every raw event, each once, in their own row", async () => {
    const spool = openSpool();
    const changes = assembled(eventsOfBoot(2));
    spool.save(changes);
    await ship(spool);
    const [boot] = changes.boots;
    if (boot === undefined) throw new Error("no boot was assembled");
    const events = (await spool.store.eventsOf(boot.id))?.events;
    expect(await eventsOf(boot.id)).toEqual(events);
    expect(await fleet.rows("SELECT count() AS n FROM hacotaki.run_event")).toEqual([{ n: 0 }]);
    const own = changes.events.filter(({ bootId }) => bootId !== undefined).length;
    expect(await blocksOf(boot.runId)).toEqual([
      {
        ...{ part: 0, form: 3, events: changes.events.length },
        filed_boot_ids: ["", boot.id],
        filed_events: [changes.events.length - own, own],
        first_at: events?.[0]?.at.toString(),
        last_at: events?.at(-1)?.at.toString(),
      },
    ]);
  });

  test("bring every raw event of a run of many blocks, also once they are packed anew", async () => {
    const spool = openSpool();
    const changes = assembled(eventsOfBoot(3));
    spool.save(changes);
    const [boot] = changes.boots;
    if (boot === undefined) throw new Error("no boot was assembled");
    const more = moreOf(boot, 6_000);
    for (let from = 0; from < more.length; from += 500)
      spool.save({ ...NOTHING, events: more.slice(from, from + 500) });
    await ship(spool);
    const all = (await spool.store.eventsOf(boot.id))?.events;
    expect(await eventsOf(boot.id)).toEqual(all);
    while (spool.store.compact(2n ** 62n));
    spool.save({ ...NOTHING, boots: [{ ...boot, exitCode: 3 }] });
    await ship(spool);
    expect(await eventsOf(boot.id)).toEqual(all);
  });

  test("bring every raw event of a run that grows beyond their own row, and is packed into it again", async () => {
    const spool = openSpool();
    const changes = assembled(eventsOfBoot(8));
    spool.save(changes);
    const [boot] = changes.boots;
    if (boot === undefined) throw new Error("no boot was assembled");
    const shipper = await shipperOf(spool, fleet);
    const places = async () => {
      await untilQuiet(shipper);
      expect(await eventsOf(boot.id)).toEqual((await spool.store.eventsOf(boot.id))?.events);
      const events = (await spool.store.eventsOf(boot.id))?.events.length;
      const blocks = await blocksOf(boot.runId);
      expect(blocks.reduce((sum, each) => sum + Number(each["events"]), 0)).toBe(events);
      return blocks.map(({ form }) => form);
    };
    expect(await places()).toEqual([3]);
    spool.save({ ...NOTHING, events: moreOf(boot, 5), boots: [{ ...boot, exitCode: 3 }] });
    expect(await places()).toEqual([1, 1]);
    while (spool.store.compact(2n ** 62n));
    spool.save({ ...NOTHING, boots: [{ ...boot, exitCode: 4 }] });
    expect(await places()).toEqual([2]);
  });

  test("that share a run bring its events, whichever of them came first", async () => {
    const spool = openSpool();
    const changes = assembled(eventsOfBoot(9));
    spool.save(changes);
    await ship(spool);
    const [boot] = changes.boots;
    if (boot === undefined) throw new Error("no boot was assembled");
    const other = bootAt(900, { runId: boot.runId });
    spool.save({ ...NOTHING, boots: [other], events: moreOf(other, 3) });
    await ship(spool);
    for (const { id } of [boot, other])
      expect(await eventsOf(id)).toEqual((await spool.store.eventsOf(id))?.events);
    const all = await fleet.rows("SELECT toUInt32(sum(events)) AS n FROM hacotaki.run_events");
    expect(all).toEqual([{ n: changes.events.length + 3 }]);
  });

  test("are one row to readers, however often they changed and were sent", async () => {
    const spool = openSpool();
    const shipper = await shipperOf(spool, fleet);
    const boot = bootAt(4);
    for (const outcome of ["booting", "up", "ready"] as const) {
      spool.save({ ...NOTHING, boots: [{ ...boot, outcome }] });
      await untilQuiet(shipper);
    }
    expect(await boots()).toMatchObject([{ boot_id: boot.id, outcome: "ready" }]);
    // Somebody lost how far all was taken.
    spool.notebook.forgetShip(fleet.destination.name);
    await ship(spool);
    expect(await boots()).toMatchObject([{ boot_id: boot.id, outcome: "ready" }]);
  });

  test("go on where they were after a restart", async () => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: [bootAt(1), bootAt(2)] });
    await ship(spool);
    spool.save({ ...NOTHING, boots: [bootAt(3)] });
    expect(await ship(spool)).toContainEqual({ kind: "more", pushed: 1 });
    expect(await boots()).toHaveLength(3);
  });

  test("that turn out to be others are gone, those that were merely deleted on the host stay", async () => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: [bootAt(1), bootAt(2), bootAt(3)] });
    await ship(spool);
    spool.save({ ...NOTHING, retired: [bootAt(1).id] });
    spool.store.removeRuns([bootAt(2).runId]);
    await ship(spool);
    expect((await boots()).map(({ boot_id }) => boot_id)).toEqual([bootAt(2).id, bootAt(3).id]);
  });

  test("are deleted on the host only once they were taken as they are", async () => {
    const spool = openSpool();
    const [first, second] = [overAt(1), overAt(2)];
    spool.save({ ...NOTHING, boots: [first] });
    await ship(spool);
    spool.save({ ...NOTHING, boots: [{ ...first, exitCode: 9 }, second] });
    const sweep = () => {
      const it = createSweep(spool, { before: undefined, isEnough: () => false });
      while (it.step());
      return it.report();
    };
    expect(sweep()).toMatchObject({ boots: 0, unshipped: 2 });
    await ship(spool);
    expect(sweep()).toMatchObject({ boots: 2, unshipped: 0 });
    await ship(spool);
    expect(await boots()).toHaveLength(2);
  });

  test("of a database that was put in place of another are shipped from its beginning", async () => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: [bootAt(1), bootAt(2)] });
    await ship(spool);
    const other = openSpool();
    other.save({ ...NOTHING, boots: [bootAt(3), bootAt(4), bootAt(5)] });
    for (const facts of spool.notebook.ships()) other.notebook.saveShip(facts);
    await ship(other);
    expect(await boots()).toHaveLength(5);
  });

  test("of a host put back to an old image are neither doubled nor hidden by what it was before", async () => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: [bootAt(1)] });
    await ship(spool);
    const [old] = spool.notebook.ships();
    for (const exitCode of [1, 2, 3]) {
      spool.save({ ...NOTHING, boots: [{ ...bootAt(1), exitCode }] });
      await ship(spool);
    }
    // The image: the same boot at a lower revision, and how far the shipper was then.
    const image = openSpool();
    image.save({ ...NOTHING, boots: [{ ...bootAt(1), exitCode: 7 }, bootAt(2)] });
    if (old !== undefined)
      image.notebook.saveShip({ ...old, spool: await image.store.spoolId(), revision: 0n });
    // Another start of the shipper, a minute later at the least.
    const [latest] = spool.notebook.ships();
    if (latest !== undefined) image.notebook.saveShip({ ...latest, spool: "another", revision: 0n });
    await ship(image);
    expect(await boots()).toMatchObject([{ boot_id: bootAt(1).id, exit_code: 7 }, { boot_id: bootAt(2).id }]);
  });

  test("of a hostile host are rows like all others, whatever their names and sizes", async () => {
    const spool = openSpool();
    const nasty = `'; DROP TABLE boot; -- \\ \t\n\r\0 \u202e 箱 🍱 ${"x".repeat(20_000)}`;
    const hostile: Boot = {
      ...bootAt(6),
      hostName: nasty,
      container: nasty,
      command: [nasty, "\ud800"],
      cwd: nasty,
      exitCode: Number.MIN_SAFE_INTEGER,
      readyPort: 2 ** 40,
      wallTime: 2n ** 63n - 1n,
      processes: Array.from({ length: 200 }, (_, n) => ({
        ...{ tgid: n, lane: "application" as const, startAt: instant(0n), execFile: nasty, comm: nasty },
      })),
    };
    spool.save({ ...NOTHING, boots: [hostile, bootAt(7)] });
    await ship(spool, { "role'": "\\'" });
    expect(await boots()).toMatchObject([
      { boot_id: hostile.id, container: nasty, host_name: nasty, started_at: null, ready_port: 2 ** 40 },
      { boot_id: bootAt(7).id },
    ]);
    expect(
      await fleet.rows("SELECT count() AS n FROM hacotaki.processes WHERE exec_file LIKE '%DROP%'"),
    ).toEqual([{ n: 200 }]);
  });

  test("that were seen are asked for again only once another comes in their second", async () => {
    const spool = openSpool();
    const shipper = await shipperOf(spool, fleet);
    const came = async (n: number) => {
      spool.save({ ...NOTHING, boots: [bootAt(n)] });
      await untilQuiet(shipper);
    };
    await came(1);
    let asked = 0;
    const ask = createAsk(fleet.admin, { name: "the fleet", database: "hacotaki" });
    const seen = createArrivalsSeen((...question) => {
      asked++;
      return ask(...question);
    });
    const stretch = 600_000_000_000n;
    const { last } = await seen.look(0n, stretch);
    expect(asked).toBe(2);
    expect(await seen.look(last, stretch)).toEqual({ unseen: [], last });
    expect(asked).toBe(3);
    await came(2);
    const { unseen, last: later } = await seen.look(last, stretch);
    expect([unseen, later > last, asked]).toEqual([[], true, 5]);
    expect((await createArrivalsSeen(ask).look(later, stretch)).unseen).toHaveLength(2);
  });

  test("of many hosts are told apart by their hosts", async () => {
    for (const hostId of ["host-a", "host-b"]) {
      const spool = openSpool();
      spool.save({ ...NOTHING, boots: [bootAt(hostId === "host-a" ? 1 : 2, { hostId, hostName: hostId })] });
      await ship(spool, { zone: hostId });
    }
    expect(await boots()).toMatchObject([
      { host_id: "host-a", labels: { zone: "host-a" } },
      { host_id: "host-b", labels: { zone: "host-b" } },
    ]);
    expect(SOURCE.hostId).toBe("host-1");
  });
});
