import { copyFileSync, linkSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type ProbeNote, readBuildId, readProbeNotes } from "@hacotaki/native";
import { describe, expect, test } from "vitest";
import { collect, compile, eventsOf, only, run, skipReason, temporaryFolder } from "./native-fixture.ts";

const folder = temporaryFolder();

const BUILDS = {
  "unoptimised, operands on the stack": ["-O0"],
  "optimised, position independent": ["-O2", "-pie", "-fPIE"],
  "at a fixed address": ["-O2", "-no-pie", "-fno-pie"],
  static: ["-O2", "-static"],
  "static, position independent": ["-O2", "-static-pie", "-fPIE"],
};

const stringArgs = (note: ProbeNote) => (["probe-misc", "probe_misc_str"].includes(note.name) ? 0b10 : 0);

const EXPECTED = [
  ["probe-boottime", [11n, 102949n, 842200234n]],
  ["probe-misc", [11n, -6n]],
  ["probe-misc", [11n, "héllo"]],
  ["probe-misc", [11n, 0xdead0001n], "bad pointer"],
  ["bootstrap-phase-pass", [-1n, 11n]],
  ["bootstrap_phase_pass", [11n, -1n]],
  ["probe_misc", [11n, -6n]],
  ["probe_misc_str", [11n, "a literal nobody has touched"]],
  ["places", [0x7fffffffffffffffn, -5n, 200n, 0n]],
  ["five", [1n, 2n, 3n, 4n]],
  ["none", []],
];

describe.skipIf(skipReason !== undefined)("probes", () => {
  describe.each(Object.entries(BUILDS))("of a binary that is %s", (name, flags) => {
    const program = compile(folder, "native-probes", flags, name.replaceAll(/\W+/g, "-"));

    test.each([false, true])(
      "arrive with the arguments they were fired with (perf uprobes: %s)",
      async (perf) => {
        const { events, attachment, pid } = await eventsOf(program, "haconiwa", [], {
          stringArgs,
          usePerfUprobes: perf,
        });
        const probes = only(events, "probe");
        const seen = probes.map(({ probe, args, badPointer }) => [
          attachment.probes[probe]?.name,
          args,
          ...(badPointer === true ? ["bad pointer"] : []),
        ]);
        expect(seen).toEqual(EXPECTED);
        expect(new Set(probes.map((event) => event.tgid))).toEqual(new Set([pid]));
      },
    );
  });

  test("a clang build works as a gcc build does", async () => {
    const program = join(folder, "by-clang");
    const source = join(import.meta.dirname, "fixtures/native-probes.c");
    await run("clang", ["-O2", "-o", program, source]);
    const { events } = await eventsOf(program, "haconiwa", [], { stringArgs });
    expect(only(events, "probe").map((event) => event.args)).toEqual(EXPECTED.map(([, args]) => args));
  });

  test("a probe with several locations is one probe whose locations keep their own arguments", () => {
    const program = compile(folder, "native-probes");
    const { attachment, session } = collect(program, "haconiwa");
    session.close();
    const misc = attachment.probes.find((probe) => probe.name === "probe-misc");
    expect(misc?.locations).toBe(3);
    expect(misc?.arguments.map((text) => text.replaceAll(/@\S+/g, ""))).toEqual(["-8 -8", "-8 8", "-8 8"]);
    expect(attachment.probes.map((probe) => probe.id)).toEqual(attachment.probes.map((_, index) => index));
  });

  test("strings are only read where the caller asks for them", async () => {
    const program = compile(folder, "native-probes");
    const { events } = await eventsOf(program, "haconiwa");
    for (const event of only(events, "probe")) {
      expect(event.args.every((arg) => typeof arg === "bigint")).toBe(true);
    }
  });

  test("a long string is cut at 255 bytes", async () => {
    const program = compile(folder, "native-actor");
    const { events } = await eventsOf(program, "actor", ["text", "x".repeat(3000)], { stringArgs: () => 1 });
    expect(only(events, "probe")[0]?.args[0]).toBe("x".repeat(255));
  });

  test("instants are CLOCK_BOOTTIME and never go back on one CPU, and sequence numbers have no gaps", async () => {
    const before = process.hrtime.bigint();
    const { events } = await eventsOf(compile(folder, "native-burst"), "burst", ["1000"]);
    const after = process.hrtime.bigint();
    const probes = only(events, "probe");
    expect(probes).toHaveLength(1000);
    for (const event of probes) {
      // hrtime is CLOCK_MONOTONIC: the same on a machine that never slept, earlier on one that did.
      expect(event.at).toBeGreaterThanOrEqual(before);
      expect(event.startAt).toBeLessThanOrEqual(event.at);
      expect(event.at - event.startAt).toBeLessThan(after - before);
    }
    for (const cpu of new Set(events.map((event) => event.cpu))) {
      const seqs = events.filter((event) => event.cpu === cpu).map((event) => event.seq);
      expect(seqs.toSorted((a, b) => a - b)).toEqual(seqs);
      expect((seqs.at(-1) ?? 0) - (seqs[0] ?? 0) + 1).toBe(seqs.length);
    }
  });

  test("the same file by another path, and the same path again, give the same attachment", async () => {
    const program = compile(folder, "native-burst", ["-O2"], "twice");
    const other = join(folder, "twice-linked");
    linkSync(program, other);
    const { session, attachment, events } = collect(program, "burst");
    expect(session.attach(other, "burst")).toEqual(attachment);
    expect(session.attach(program, "burst").id).toBe(attachment.id);
    await run(other);
    expect(only(events(), "probe")).toHaveLength(1);
    expect(only(events(), "exec")[0]).toMatchObject({
      attachment: attachment.id,
      exeInode: attachment.inode,
      exeDev: attachment.dev,
    });
    session.close();
  });

  test("two providers of one file are two attachments, and detaching one leaves the other", async () => {
    const program = compile(folder, "native-probes");
    const { session, attachment, events } = collect(program, "haconiwa");
    const other = session.attach(program, "other");
    expect(other.id).not.toBe(attachment.id);
    session.detach(attachment.id);
    session.detach(attachment.id);
    await run(program);
    expect(only(events(), "probe").map((event) => event.attachment)).toEqual([other.id]);
    expect(only(events(), "exec").map((event) => event.attachment)).toEqual([other.id]);
    session.close();
  });

  test("a replaced binary is another file: the attachment stays with the old one until the new is attached", async () => {
    const program = compile(folder, "native-burst", ["-O2"], "upgraded");
    const { session, attachment, events } = collect(program, "burst");
    copyFileSync(program, `${program}.new`);
    renameSync(`${program}.new`, program);
    await run(program);
    expect(events()).toEqual([]);
    const next = session.attach(program, "burst");
    expect(next.inode).not.toBe(attachment.inode);
    await run(program);
    expect(only(events(), "probe").map((event) => event.attachment)).toEqual([next.id]);
    session.close();
  });

  test("two sessions on one binary both get every event", async () => {
    const program = compile(folder, "native-burst");
    const first = collect(program, "burst");
    const second = collect(program, "burst");
    await run(program, ["100"]);
    expect(only(first.events(), "probe")).toHaveLength(100);
    expect(only(second.events(), "probe")).toHaveLength(100);
    first.session.close();
    await run(program, ["100"]);
    expect(only(second.events(), "probe")).toHaveLength(200);
    second.session.close();
  });
});

test("notes tell provider, name and arguments of each location, without privileges", () => {
  const program = compile(folder, "native-probes", ["-O0"], "notes");
  const notes = readProbeNotes(program);
  expect(notes.map((note) => note.name)).toEqual([...EXPECTED.map(([name]) => name), "pass"]);
  expect(notes.at(-1)?.provider).toBe("other");
  expect(notes[0]?.arguments).toMatch(/^-8@\S+ -8@\$102949 -8@\$842200234$/);
  expect(notes.every((note) => note.address > 0n && note.base > 0n && note.semaphore === 0n)).toBe(true);
});

test("an executable without probes has no notes", () => {
  expect(readProbeNotes("/bin/true")).toEqual([]);
});

test("the build id is the linker's, and absent where the linker was told to leave it out", () => {
  const program = compile(folder, "native-burst", ["-O2", "-Wl,--build-id=0xc0ffee"], "with-id");
  expect(readBuildId(program)).toBe("c0ffee");
  expect(readBuildId(compile(folder, "native-burst", ["-Wl,--build-id=none"], "no-id"))).toBeUndefined();
});
