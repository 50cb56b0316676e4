import { createAssembler, detailOf, type Boot, type BootEvent, type Source } from "@hacotaki/core";
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

/** Boots, but for what their time went to, and marks of events, whatever else is filed. */
function derived(source: Source, events: readonly BootEvent[]) {
  const assembler = createAssembler(source);
  assembler.push(events);
  const { boots, marks, runs } = assembler.finish();
  return { boots: boots.map((boot) => ({ ...boot, causes: [] })), marks, runs };
}

describe("system calls and waits are detail", () => {
  test.each(recordingNames())("%s has the same boots, marks and runs without them", async (name) => {
    const { events, source } = await take(recorded(name));
    const from = source();
    if (from === undefined) return;
    const bare = events().filter(({ kind }) => kind !== "syscall");
    expect(derived(from, events())).toEqual(derived(from, bare));
  });

  test.runIf(recordingNames().includes("head-tcp-c.ndjson"))(
    "what an application does once it is up is none",
    async () => {
      const { events, boots } = await take(recorded("head-tcp-c.ndjson"));
      const [boot] = boots();
      const upAt = boot?.upAt ?? 0n;
      const begun = events().flatMap((event) =>
        event.kind === "syscall" ? [event.enterAt ?? event.at] : [],
      );
      expect(begun.length).toBeGreaterThan(0);
      expect(begun.filter((at) => at > upAt)).toEqual([]);
    },
  );
});

test.runIf(recordingNames().includes("head-min-true-coldstart.ndjson"))(
  "of a pivot_root that took 93 ms, 91.8 are one umount2, a grace period of the kernel",
  async () => {
    const { boots, events } = await take(recorded("head-min-true-coldstart.ndjson"));
    const [boot] = boots();
    if (boot === undefined) throw new Error("no boot");
    const { calls, selfTime, level } = detailOf(boot, events());
    const span = boot.spans.find(({ slug }) => slug === "pivot-root");
    expect(level).toBe("calls");
    expect(span?.state === "closed" && span.endAt - span.startAt).toBe(93_242_195n);
    const unmount = calls.find(({ name }) => name === "umount2");
    expect(unmount).toMatchObject({ span: "pivot-root", lane: "container", parameters: { path: "." } });
    expect((unmount?.endAt ?? 0n) - (unmount?.startAt ?? 0n)).toBe(91_755_061n);
    expect(selfTime.get("pivot-root")).toBeLessThan(1_000_000n);
  },
);

describe.each(recordingNames())("the detail of %s", (name) => {
  test("lies in the boot, and leaves each span a part of its own", async () => {
    const { boots, events } = await take(recorded(name));
    for (const boot of boots()) {
      const { calls, helpers, selfTime } = detailOf(boot, events());
      const end = boot.upAt ?? boot.endAt;
      const slugs = new Set(boot.spans.map(({ slug }) => slug));
      for (const { startAt, span } of [...calls, ...helpers]) {
        expect(startAt >= boot.startAt && (end === undefined || startAt <= end)).toBe(true);
        if (span !== undefined) expect(slugs).toContain(span);
      }
      for (const span of boot.spans) {
        if (span.state === "open") continue;
        const self = selfTime.get(span.slug) ?? -1n;
        expect(self >= 0n && self <= span.endAt - span.startAt).toBe(true);
      }
    }
  });
});
