import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventsReader } from "../src/readers/events-reader.ts";
import { eventsNdjson } from "../src/index.ts";
import { bootEvent, source } from "./arbitraries.ts";
import { eventLine, recorded, rejection, take } from "./importing.ts";

/** What the reader makes of a text, line by line. */
function read(text: string) {
  const reader = eventsReader();
  const readings = text
    .trimEnd()
    .split("\n")
    .map((line, n) => reader.read(line, n + 1));
  return { source: reader.source(), readings };
}

test("events, written and read again, are the same in every field", () => {
  fc.assert(
    fc.property(source, fc.array(bootEvent, { minLength: 1, maxLength: 8 }), (from, events) => {
      const { source: read1, readings } = read([...eventsNdjson(from, events)].join(""));
      expect(read1).toEqual(from);
      const again = readings.flatMap((reading) => (reading.kind === "events" ? reading.events : []));
      expect(again).toEqual(events);
      // toEqual takes an absent field and an undefined one for the same; exact types do not.
      expect(again.map((event) => Object.keys(event).sort())).toEqual(
        events.map((event) => Object.keys(event).sort()),
      );
    }),
    { numRuns: 500 },
  );
});

test("each event takes one line, whatever its texts hold", () => {
  fc.assert(
    fc.property(source, bootEvent, (from, event) => {
      const lines = [...eventsNdjson(from, [event])];
      expect(lines).toHaveLength(2);
      for (const line of lines) expect(line.indexOf("\n")).toBe(line.length - 1);
    }),
  );
});

describe("a line is rejected", () => {
  const INT64 = 2n ** 63n;
  test.each([
    [{ ts_boot_ns: -5 }, "ts_boot_ns -5 is out of range"],
    [{ ts_boot_ns: 1.5 }, "ts_boot_ns is not a whole number"],
    [{ ts_boot_ns: "12" }, "ts_boot_ns is not a whole number"],
    [{ ts_boot_ns: undefined }, "ts_boot_ns is not a whole number"],
    [{ pid: 4_194_305 }, "pid 4194305 is out of range"],
    [{ seq: -1 }, "seq -1 is out of range"],
    [{ comm: 7 }, "comm is not a text"],
    [{ comm: "x".repeat(100_000) }, "comm is longer than 65536 characters"],
    [{ ns: [] }, "pid is not a whole number"],
    [{ args: {} }, "args is not a list of arguments"],
    [{ args: [1.5] }, "args[0] is not a whole number"],
    [{ args: Array(13).fill(1) }, "args is not a list of arguments"],
    [{ event: "exit", exit_code: 256 }, "exit_code 256 is out of range"],
    [{ event: "exit", signal: -9 }, "signal -9 is out of range"],
    [{ event: "listen", port: 65_536 }, "port 65536 is out of range"],
    [{ event: "fork", child_pid: null }, "child_pid is not a whole number"],
    [{ event: "exec", filename: "x", argv: "x" }, "argv is not a list of texts"],
    [{ event: "exec", filename: "x", traced: 1 }, "traced is not true or false"],
    [{ event: "fact", key: "colour", value: "x" }, 'key "colour" is unknown'],
    [{ event: "fact", key: "wall-offset", value: "soon" }, "value is not a whole number"],
    [{ event: "fact", key: "wall-offset", value: "9999999999999999999" }, "value is out of range"],
    [{ event: "loss", reason: "dropped", from_ns: 2_000 }, "from_ns is later than ts_boot_ns"],
    [{ event: "party" }, 'event "party" is unknown'],
    [{ event: "__proto__" }, 'event "__proto__" is unknown'],
  ])("that says %j", async (fields, reason) => {
    expect(await rejection(fields)).toBe(reason);
  });

  test.each([["9223372036854775808"], ["4611686018427387904"], ["1e400"], ["-1e400"]])(
    "that happened at %s",
    (instant) => {
      const { readings } = read(`{"event":"listen","seq":1,"ts_boot_ns":${instant}}`);
      expect(readings).toMatchObject([{ kind: "rejected" }]);
    },
  );

  test.each([["null"], ["[]"], ["7"], ['"x"'], ["{"], ["{}x"], ["\u0000"]])("that is %j", (line) => {
    expect(read(line).readings).toMatchObject([{ kind: "rejected" }]);
  });

  test("whose integers are beyond 64 bits", () => {
    const huge = (digits: bigint) =>
      read(`{"event":"usdt","seq":1,"ts_boot_ns":1,"provider":"p","probe":"q","args":[${digits}]}`)
        .readings[0];
    expect(huge(INT64 * 2n)).toMatchObject({ kind: "rejected" });
    expect(huge(INT64 * 2n - 1n)).toMatchObject({ events: [{ args: [INT64 * 2n - 1n] }] });
  });
});

test("integers beyond 2^53 keep every digit", async () => {
  const exact = recorded("head-min-true.ndjson").replaceAll('"ts_boot_ns":4975', '"ts_boot_ns":900719925');
  expect((await take(exact)).boots()[0]?.startAt).toBe(900_719_925_370_049_504n);
});

test("system calls are kept, and two of them tell of a boot", async () => {
  const { events } = await take(recorded("head-tcp-c.ndjson"));
  const kinds = (kind: string) => events().filter((event) => event.kind === kind);
  expect(kinds("syscall").length).toBeGreaterThan(20);
  expect(kinds("listen")).toHaveLength(1);
  expect(kinds("fact")).toMatchObject([{ key: "rootfs", value: "/srv/haco/rootfs" }]);
});

describe("a mount tells of the root file system", () => {
  const probe = (phase: number) =>
    eventLine({ event: "usdt", provider: "haconiwa", probe: "bootstrap_phase_pass", args: [phase, 9] });
  const mount = (args: object, ret = 0) =>
    eventLine({ event: "syscall", syscall: "mount", when: "exit", ret, args });
  const bind = { source: "/srv/root", target: "/srv/root", flags: 0xc0ed_1001 };
  const facts = (text: string) =>
    read(text).readings.flatMap((reading) =>
      reading.kind === "events"
        ? reading.events.flatMap((event) => (event.kind === "fact" ? event.value : []))
        : [],
    );

  test("when it binds a folder onto itself between phases 12 and 13", () => {
    expect(facts(probe(12) + mount(bind))).toEqual(["/srv/root"]);
  });
  test.each([
    ["before phase 12", probe(11) + mount(bind)],
    ["after phase 13", probe(12) + probe(13) + mount(bind)],
    ["that failed", probe(12) + mount(bind, -2)],
    ["to another place", probe(12) + mount({ ...bind, target: "/srv" })],
    ["that is no bind mount", probe(12) + mount({ ...bind, flags: 1 })],
    ["of a relative path", probe(12) + mount({ ...bind, source: "x", target: "x" })],
    [
      "without arguments",
      probe(12) + eventLine({ event: "syscall", syscall: "mount", when: "exit", ret: 0 }),
    ],
  ])("and not one %s", (_, text) => {
    expect(facts(text)).toEqual([]);
  });
});

describe("the host of a stream", () => {
  const META = { event: "meta", schema: 1 };
  const event = eventLine({ event: "listen", hostname: "vm" });
  const hostOf = (meta: object) => read(`${JSON.stringify(meta)}\n${event}`).source;

  test("is the one its meta line names", () => {
    expect(hostOf({ ...META, host_id: "h", host_name: "n", kernel_boot_id: "b" })).toMatchObject({
      hostId: "h",
      hostName: "n",
      kernelBootId: "b",
      hasKernelEvents: true,
    });
  });
  test("is else called after the first event's hostname, the same each time", () => {
    const expected = { hostId: "import:vm", hostName: "vm", kernelBootId: "" };
    expect(hostOf(META)).toMatchObject(expected);
    expect(read(event).source).toMatchObject(expected);
  });
  test("tells wall time by its two clocks", () => {
    const clock_at_start = { realtime_ns: 1_700_000_000_000_000_000, boottime_ns: 1_000 };
    expect(hostOf({ ...META, clock_at_start })?.wallOffset).toBe(1_699_999_999_999_999_000n);
    expect(hostOf(META)).not.toHaveProperty("wallOffset");
  });
  test("is not taken from a meta line that is broken", () => {
    const { readings } = read(
      '{"event":"meta","schema":1,"clock_at_start":{"realtime_ns":9223372036854775807,"boottime_ns":-9223372036854775807}}',
    );
    expect(readings).toEqual([{ kind: "rejected", reason: "clock_at_start is out of range" }]);
  });
});
