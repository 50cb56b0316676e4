import type { Changes } from "@hacotaki/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventsNdjson, importStream } from "../src/index.ts";
import { bytes, chunked, OPTIONS, recorded, take } from "./importing.ts";
import { memorySink } from "./memory-sink.ts";

const NAME = "head-min-true.ndjson";
const lines = recorded(NAME).trimEnd().split("\n");
const [META = ""] = lines;
const without = (part: string) => lines.filter((line) => !line.includes(part)).join("\n");
const launchAt = lines.findIndex((line) => line.includes('"event":"exec"'));
/** The recording with its beginning cut off: no launcher's exec, so another run by its id. */
const tail = [META, ...lines.slice(launchAt + 1)].join("\n");

describe("an import of less takes nothing from a boot that is known more completely", () => {
  test.each([
    ["the exits", without('"event":"exit"')],
    ["the forks", without('"event":"fork"')],
    ["the container's phases", without('"args":[1')],
    ["the supervisor's phases", without('"args":[2,')],
    ["its beginning", tail],
    ["its end", lines.slice(0, 40).join("\n")],
  ])("where %s are missing", async (_, less) => {
    const memory = memorySink();
    await take(recorded(NAME), {}, { memory });
    const before = { boots: memory.boots(), runs: memory.runs(), marks: memory.marks() };
    const { report } = await take(less, {}, { memory });
    expect({ boots: memory.boots(), runs: memory.runs(), marks: memory.marks() }).toEqual(before);
    expect(report.bootIds).toEqual(before.boots.map(({ id }) => id));
    expect(report.knownBoots).toBe(1);
  });
});

test("whichever lines of a known stream are imported, its boots stay as they were", async () => {
  const all = recorded("head-multi-daemon.ndjson").trimEnd().split("\n");
  await fc.assert(
    fc.asyncProperty(fc.subarray([...all.keys()].slice(1)), async (kept) => {
      const memory = memorySink();
      await take(all.join("\n"), {}, { memory });
      const before = memory.boots();
      await take([0, ...kept].map((n) => all[n]).join("\n"), {}, { memory });
      const ids = new Set(before.map(({ id }) => id));
      expect(memory.boots().filter(({ id }) => ids.has(id))).toEqual(before);
    }),
    // The probes give the lines a run of their own, and a call's end comes without its beginning, or with an earlier one's.
    { numRuns: 60, examples: [[[20, 159, 175]], [[31, 162, 174, 177, 199]]] },
  );
});

describe("an import of more completes a boot that is known in part", () => {
  test.each([
    ["the exits", without('"event":"exit"')],
    ["its beginning", tail],
    ["its end", lines.slice(0, 40).join("\n")],
  ])("where %s were missing", async (_, less) => {
    const whole = await take(recorded(NAME));
    const memory = memorySink();
    await take(less, {}, { memory });
    await take(recorded(NAME), {}, { memory });
    expect(memory.boots()).toEqual(whole.boots());
    expect(memory.runs()).toEqual(whole.runs());
  });
});

test("a stream in two parts is whole once the parts are joined", async () => {
  const cut = (part: number) => Math.floor((recorded(NAME).length * part) / 3);
  const parts = [recorded(NAME).slice(0, cut(1)), recorded(NAME).slice(cut(1))];
  expect((await take(parts.join(""))).boots()).toEqual((await take(recorded(NAME))).boots());
});

describe("joined files", () => {
  test("are imported as if one by one, each with its own source", async () => {
    const names = ["head-min-true.ndjson", "2019-min-true.ndjson", "head-tcp-c.ndjson"];
    const oneByOne = memorySink();
    for (const name of names) await take(recorded(name), {}, { memory: oneByOne });
    const { report, boots, sources } = await take(names.map(recorded).join(""));
    expect(report).toMatchObject({ boots: 3, rejected: 0, knownBoots: 0 });
    expect(boots()).toEqual(oneByOne.boots());
    expect(sources()).toEqual(oneByOne.sources());
  });

  test("may hold the same boot twice", async () => {
    const once = await take(recorded(NAME));
    const source = once.source();
    if (!source) throw new Error("the recording has no source");
    const exported = [...eventsNdjson(source, once.events())].join("");
    const { report, boots, notes } = await take(exported + exported);
    expect(report).toMatchObject({ boots: 1, rejected: 0, knownBoots: 0 });
    expect(boots()).toEqual(once.boots());
    expect(notes()).toEqual(["", ""]);
  });
});

test("boots of a known run are not written before all of its events are", async () => {
  const memory = memorySink();
  await take(recorded(NAME), {}, { memory });
  const written: Changes[] = [];
  const sink = {
    ...memory.sink,
    save(changes: Changes, recording: number) {
      written.push(changes);
      return memory.sink.save(changes, recording);
    },
  };
  await importStream(chunked(bytes(without('"event":"exit"')), 65_536), sink, OPTIONS);
  expect(written.flatMap(({ boots, marks, runs }) => [...boots, ...marks, ...runs])).toEqual([]);
  expect(written.flatMap(({ events }) => events).length).toBeGreaterThan(0);
});

test("a run of any number of events is taken in, also in one piece, and merged with what is known of it", async () => {
  const supervisor = JSON.parse(lines.find((line) => line.includes('"args":[4,')) ?? "") as object;
  const marks = Array.from({ length: 200_000 }, (_, n) =>
    JSON.stringify({ ...supervisor, seq: 1_000 + n, args: [123, 1] }),
  );
  const data = bytes([...lines, ...marks].join("\n"));
  const memory = memorySink();
  for (const known of [0, 1]) {
    const { report } = await take(data, {}, { memory, size: data.length });
    expect(report).toMatchObject({ knownBoots: known, rejected: 0 });
  }
  expect(memory.boots()).toMatchObject([{ outcome: "up", markCount: 200_000 }]);
}, 300_000);
