import { expect, test } from "vitest";
import {
  besideOf,
  contention,
  createAssembler,
  deriveRun,
  instant,
  reasonsOf,
  summaryOf,
  type Boot,
  type BootEvent,
  type BootId,
} from "../../src/index.ts";
import { assemble, readRecording, recordingNames } from "../recording.ts";

const bootsOf = (name: string): Boot[] => {
  const { source, events } = readRecording(name);
  return [...assemble(source, events).boots.values()];
};

test("no boot has more causes than time", () => {
  for (const name of recordingNames())
    for (const boot of bootsOf(name)) {
      const sum = (boot.causes ?? []).reduce((total, { ns }) => total + ns, 0n);
      const end = boot.readyAt ?? boot.endAt;
      if (end !== undefined) expect(sum, name).toBeLessThanOrEqual(end - boot.startAt);
    }
});

test.skipIf(!recordingNames().includes("2019-parallel20"))(
  "twenty boots at once have one another as their reason",
  () => {
    const boots = bootsOf("2019-parallel20");
    for (const boot of boots) {
      const beside = contention(
        boot,
        boots.map((each) => summaryOf(each)),
      );
      const { reasons } = reasonsOf(boot, boot.causes ?? [], undefined, besideOf(beside));
      expect(reasons[0]?.slug).toBe("contention");
    }
  },
);

const SECOND = 1_000_000_000n;
const later = <Event extends BootEvent>(event: Event, ns: bigint): Event => ({
  ...event,
  at: instant(event.at + ns),
});

test.each(["2019-network", "head-shell-hooks"].filter((name) => recordingNames().includes(name)))(
  "what the time of a boot went to (%s) stays, however long its application forks, and whoever ends when",
  (name) => {
    const { source, events } = readRecording(name);
    const exits = events.filter(({ kind }) => kind === "exit");
    const [boot] = [...assemble(source, events).boots.values()];
    const exited = exits.find(({ tgid }) => tgid === boot?.containerTgid);
    if (boot?.containerTgid === undefined || exited === undefined) throw new Error("a container that ends");
    const parent = boot.containerTgid;
    const forks = [5n, 9n, 13n, 20n, 21n].map(
      (after, n): BootEvent => ({
        kind: "fork",
        at: instant(exited.at + after * SECOND),
        seq: 0,
        tgid: parent,
        childTgid: 4_000_000 + n,
      }),
    );
    const early = events.filter(({ at, kind }) => at < exited.at || kind !== "exit");
    // The container's own end, and seconds later those of who started it.
    const ends = exits
      .filter(({ at }) => at >= exited.at)
      .map((exit, n) => later(exit, (exit === exited ? 30n : 33n + BigInt(n)) * SECOND));
    const all = [...early, ...forks, ...ends].toSorted((a, b) =>
      a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq,
    );
    const live = createAssembler(source);
    const told = new Map<BootId, Boot>();
    for (const event of all) {
      live.push([event]);
      for (const each of live.advance(event.at).boots) told.set(each.id, each);
    }
    for (const each of live.finish().boots) told.set(each.id, each);
    const again = deriveRun(source, all).boots;
    expect(again.length).toBeGreaterThan(0);
    for (const each of again) expect(told.get(each.id)?.causes).toEqual(each.causes);
  },
);
