import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { decodeBatch, openSession, type NativeEvent } from "@hacotaki/native";
import { describe, expect, test } from "vitest";
import { collect, compile, only, run, skipReason, temporaryFolder } from "./native-fixture.ts";
import { until } from "../until.ts";

const folder = temporaryFolder();
const burst = compile(folder, "native-burst");
const module = JSON.stringify(import.meta.resolve("@hacotaki/native"));

/** Ids of the programs that a process has loaded into the kernel. */
function programsOf(pid: number): readonly number[] {
  const files = readdirSync(`/proc/${pid}/fdinfo`).map((file) => {
    try {
      return readFileSync(`/proc/${pid}/fdinfo/${file}`, "utf8");
    } catch {
      return ""; // closed while we looked
    }
  });
  return files.flatMap((text) => [...text.matchAll(/^prog_id:\s*(\d+)$/gm)].map(([, id]) => Number(id)));
}

/** Those of them that the kernel still has: programs of others come and go meanwhile. */
function stillLoaded(ids: readonly number[]): readonly number[] {
  const listed: unknown = JSON.parse(execFileSync("bpftool", ["--json", "prog", "list"]).toString());
  return (listed as { id: number }[]).map(({ id }) => id).filter((id) => ids.includes(id));
}

describe.skipIf(skipReason !== undefined)("under load", () => {
  test("a burst of 200,000 events at full speed arrives whole", async () => {
    const { session, events } = collect(burst, "burst");
    await run(burst, ["200000"]);
    expect(only(events(), "probe").map((event) => event.args[0])).toEqual(
      Array.from({ length: 200_000 }, (_, i) => BigInt(i)),
    );
    expect(session.stats()).toMatchObject({ dropped: 0n, pendingBytes: 0 });
    session.close();
  });

  test("the ring holds a burst of 200,000 events while nobody reads at all", () => {
    const { session, events } = collect(burst, "burst", { drainMs: 60_000 });
    execFileSync(burst, ["1"]); // wakes the reader, which then sleeps for a minute
    execFileSync(burst, ["200000"]);
    expect(only(events(), "probe")).toHaveLength(200_001);
    expect(session.stats().dropped).toBe(0n);
    session.close();
  });

  test("an event that was asked for promptly comes at once, and with it those before it", async () => {
    const events: NativeEvent[] = [];
    const session = openSession({
      onBatch: (batch) => void events.push(...decodeBatch(batch)),
      drainMs: 3_600_000,
      promptArgs: [3],
    });
    session.attach(burst, "burst");
    execFileSync(burst, ["1"]); // wakes the reader, which then looks again after an hour
    execFileSync(burst, ["4"]);
    await until(() => only(events, "probe").some(({ args }) => args[0] === 3n), "the prompt event");
    expect(only(events, "probe").map(({ args }) => args[0])).toEqual([0n, 0n, 1n, 2n, 3n]);
    session.close();
  });

  test("a flush tells up to when everything was handed over, or that it stopped before", () => {
    const events: NativeEvent[] = [];
    const session = openSession({
      onBatch: (batch) => void events.push(...decodeBatch(batch)),
      drainMs: 60_000,
    });
    session.attach(burst, "burst");
    execFileSync(burst, ["20000"]);
    expect(session.flush({ mostBatches: 1 })).toBeUndefined();
    expect(events.length).toBeLessThan(20_000);
    const reached = session.flush() ?? 0n;
    expect(only(events, "probe")).toHaveLength(20_000);
    expect(events.every(({ at }) => at < reached)).toBe(true);
    execFileSync(burst, ["1"]);
    session.flush();
    expect(events.at(-1)?.at).toBeGreaterThan(reached);
    session.close();
  });

  test("what does not fit is counted exactly, and shows as gaps in the sequence", () => {
    // The event loop stands still: the queue fills, then the ring.
    const { session, events } = collect(burst, "burst", { ringBytes: 64 << 10 });
    execFileSync(burst, ["200000"]);
    const { events: sent, dropped, ringBytes } = session.stats();
    expect(ringBytes).toBe(64 << 10);
    expect(dropped).toBeGreaterThan(0n);
    expect(BigInt(events().length)).toBe(sent);
    // exec and exit besides; the last events of a CPU may be among the lost, so gaps can only tell less.
    expect(sent + dropped).toBe(200_002n);
    let gaps = 0;
    const last = new Map<number, number>();
    for (const { cpu, seq } of events()) {
      gaps += seq - (last.get(cpu) ?? -1) - 1;
      last.set(cpu, seq);
    }
    expect(gaps).toBeGreaterThan(0);
    expect(BigInt(gaps)).toBeLessThanOrEqual(dropped);
    session.close();
  });

  test("a reader that was stopped and goes on has lost what the counter says, and is whole again after", async () => {
    const script = `import { openSession } from ${module};
let events = 0;
const session = openSession({ ringBytes: 65536, onBatch: (batch, count) => { events += count; } });
session.attach(${JSON.stringify(burst)}, "burst");
console.log("ready");
process.stdin.on("data", () => { session.flush(); console.log(events + " " + session.stats().dropped); });
process.stdin.on("end", () => session.close());`;
    const reader = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const answer = async () => String((await once(reader.stdout, "data"))[0]).trim();
    const ask = () => {
      reader.stdin.write("?");
      return answer();
    };
    expect(await answer()).toBe("ready");
    reader.kill("SIGSTOP");
    await run(burst, ["20000"]);
    reader.kill("SIGCONT");
    const [seen = 0, dropped = 0] = (await ask()).split(" ").map(Number);
    expect(dropped).toBeGreaterThan(0);
    expect(seen + dropped).toBe(20_002);
    await run(burst, ["100"]);
    expect(await ask()).toBe(`${seen + 102} ${dropped}`);
    reader.stdin.end();
    await once(reader, "exit");
  });

  test("memory stays bounded while nobody takes the batches", () => {
    const { session } = collect(burst, "burst");
    execFileSync(burst, ["1000000"]);
    const { pendingBytes, ringBytes, dropped } = session.stats();
    expect(pendingBytes).toBeLessThanOrEqual(ringBytes + (34 << 18));
    expect(dropped).toBeGreaterThan(0n);
    session.close();
  });

  test("events reach the event loop by themselves, also after pauses that sent the reader to sleep", async () => {
    let seen = 0;
    const session = openSession({
      onBatch: (_batch, count) => {
        seen += count;
      },
    });
    session.attach(burst, "burst");
    await run(burst, ["1000", "1000"]); // a hundred at a time, then 100 ms of rest
    await run(burst, ["1000", "400"]);
    await until(() => seen === 2004, "2004 events");
    session.close();
  });

  test("fifty short processes at a time are all seen to start, fire and end", async () => {
    const { session, events } = collect(burst, "burst");
    const runs = await Promise.all(Array.from({ length: 50 }, () => run(burst, ["10"])));
    await until(() => session.stats().tracked === 0, "all traced processes to end");
    for (const { pid } of runs) {
      expect(events().filter((event) => event.tgid === pid)).toHaveLength(12);
    }
    session.close();
  });
});

describe.skipIf(skipReason !== undefined)("the end of a session", () => {
  test("a killed tracer leaves the traced process unhurt and nothing in the kernel", async () => {
    const script = `import { openSession } from ${module};
let isFirst = true;
const session = openSession({ onBatch() { if (isFirst) console.log("tracing"); isFirst = false; } });
session.attach(${JSON.stringify(burst)}, "burst");
console.log("ready");`;
    const tracer = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(tracer.stdout, "data");
    const programs = programsOf(tracer.pid ?? 0);
    expect(programs).not.toEqual([]);
    const traced = run(burst, ["20000", "20000"]);
    await once(tracer.stdout, "data");
    tracer.kill("SIGKILL");
    expect(await traced).toMatchObject({ code: 0, stdout: "20000\n" });
    await until(() => stillLoaded(programs).length === 0, "its programs to leave the kernel");
  });

  test.each(["process.exit(0)", "session.close()"])(
    "a process that ends by %s while events come ends cleanly",
    async (end) => {
      const script = `import { openSession } from ${module};
import { spawn } from "node:child_process";
let isFirst = true;
const session = openSession({ onBatch() { if (isFirst) setImmediate(() => { ${end}; }); isFirst = false; } });
session.attach(${JSON.stringify(burst)}, "burst");
const child = spawn(${JSON.stringify(burst)}, ["50000", "50000"]);
child.unref();`;
      const tracer = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
      expect(await once(tracer, "exit")).toEqual([0, null]);
    },
  );

  test("a worker that is terminated with an open session takes it along", async () => {
    const before = programsOf(process.pid);
    const script = `import { openSession } from ${module};
import { parentPort } from "node:worker_threads";
const session = openSession({ onBatch: (batch, count) => parentPort.postMessage(count) });
session.attach(${JSON.stringify(burst)}, "burst");
parentPort.postMessage("ready");`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`));
    await once(worker, "message");
    const programs = programsOf(process.pid).filter((id) => !before.includes(id));
    expect(programs).not.toEqual([]);
    const traced = run(burst, ["20000", "20000"]);
    await once(worker, "message");
    await worker.terminate();
    expect(await traced).toMatchObject({ code: 0 });
    await until(() => stillLoaded(programs).length === 0, "its programs to leave the kernel");
  });

  test("onBatch may close the session, and is not called again", async () => {
    let calls = 0;
    const session = openSession({
      onBatch: () => {
        calls += 1;
        session.close();
      },
    });
    session.attach(burst, "burst");
    await run(burst, ["50000"]);
    // What a later session has heard, an earlier one would have heard before.
    const later = collect(burst, "burst");
    await run(burst, ["10"]);
    await until(() => later.events().length >= 12, "the events of a later session");
    later.session.close();
    expect(calls).toBe(1);
  });

  test("what onBatch throws is an uncaught exception, and what it throws in a flush reaches the caller of flush", async () => {
    const session = openSession({
      onBatch: () => {
        throw new RangeError("mine");
      },
      drainMs: 60_000,
    });
    session.attach(burst, "burst");
    execFileSync(burst);
    expect(() => session.flush()).toThrow("mine");
    session.close();
    const script = `import { openSession } from ${module};
import { spawnSync } from "node:child_process";
process.on("uncaughtException", (error) => { console.log(error.message); process.exit(3); });
const session = openSession({ onBatch() { throw new Error("mine"); } });
session.attach(${JSON.stringify(burst)}, "burst");
spawnSync(${JSON.stringify(burst)});`;
    const ended = await run(process.execPath, ["--input-type=module", "-e", script]);
    expect(ended).toMatchObject({ code: 3, stdout: "mine\n" });
  });

  test("sessions can be opened and closed again and again, and leave nothing behind", async () => {
    const before = programsOf(process.pid);
    for (let i = 0; i < 10; i += 1) {
      const { session } = collect(burst, "burst");
      const programs = programsOf(process.pid).filter((id) => !before.includes(id));
      expect(programs).not.toEqual([]);
      session.close();
      expect(programsOf(process.pid)).toEqual(before);
      await until(() => stillLoaded(programs).length === 0, "its programs to leave the kernel");
    }
  });
});
