import type { Boot } from "@hacotaki/core";
import { describe, expect, test } from "vitest";
import { eventsNdjson } from "../src/index.ts";
import { hasAllRecordings, recorded, recordingNames, take } from "./importing.ts";
import { memorySink } from "./memory-sink.ts";

/** "21+exec x3" and "0, 1" of the index, spelled out. */
const spell = (cell = ""): string[] =>
  cell === "-"
    ? []
    : cell.split(", ").flatMap((part) => {
        const [value = "", times = "1"] = part.split(" x");
        return Array<string>(Number(times)).fill(value);
      });
const index = new Map(
  recorded("INDEX.md")
    .split("\n")
    .filter((line) => line.includes(".ndjson"))
    .map((line) => {
      const [, file = "", , , , , , lastPhase, exit] = line.split("|").map((cell) => cell.trim());
      return [file, { lastPhases: spell(lastPhase).sort(), exits: spell(exit).sort() }] as const;
    }),
);

const CODES: Record<string, string> = {
  CONTAINER_NAMESPACE_GENERATED: "12",
  CONTAINER_RLIMIT_SETUP: "14",
  CONTAINER_UID_MAPPING_SETUP: "17",
  CONTAINER_SECCOMP_SETUP: "20",
  CONTAINER_EXECING: "21",
};
const lastPhase = ({ furthestPhase = "", outcome }: Boot) =>
  `${CODES[furthestPhase]}${outcome === "up" || outcome === "ready" ? "+exec" : ""}`;
const exitOf = ({ exitSignal, exitCode }: Boot) => (exitSignal ? `sig${exitSignal}` : String(exitCode));

describe.each(recordingNames())(
  `%s (of ${hasAllRecordings ? "all recordings" : "the repository's recordings alone"})`,
  (name) => {
    test("imports to the boots and outcomes of the index, without a rejected line", async () => {
      const { report, boots, notes } = await take(recorded(name));
      expect(report).toMatchObject({ format: "events", rejected: 0, knownBoots: 0, boots: boots().length });
      expect(notes().every((note) => note === "")).toBe(true);
      const started = boots().filter(({ supervisorTgid }) => supervisorTgid !== undefined);
      expect(started.map(lastPhase).sort()).toEqual(index.get(name)?.lastPhases);
      expect(started.map(exitOf).sort()).toEqual(index.get(name)?.exits);
    });

    test("imports again without a change", async () => {
      const memory = memorySink();
      await take(recorded(name), {}, { memory });
      const before = { boots: memory.boots(), marks: memory.marks(), events: memory.events() };
      const { report } = await take(recorded(name), {}, { memory });
      expect(report.knownBoots).toBe(before.boots.length);
      expect({ boots: memory.boots(), marks: memory.marks(), events: memory.events() }).toEqual(before);
    });

    test("what is exported of it imports to the same boots and events", async () => {
      const first = await take(recorded(name));
      const source = first.source();
      if (!source || first.boots().length === 0) return;
      const again = await take([...eventsNdjson(source, first.events())].join(""));
      expect(again.report.rejected).toBe(0);
      expect(again.boots()).toEqual(first.boots());
      expect(again.events()).toEqual(first.events());
    });
  },
);
