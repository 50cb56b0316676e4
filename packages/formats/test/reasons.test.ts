import {
  createAssembler,
  bootReasons,
  detailOf,
  summaryOf,
  type Boot,
  type BootEvent,
  type FoundCause,
  type Reason,
} from "@hacotaki/core";
import { describe, expect, test } from "vitest";
import { recorded, recordingNames, take } from "./importing.ts";
import { ociBoots, ociEvents, ociNames } from "./oci-recordings.ts";

type Told = { readonly boot: Boot; readonly reasons: readonly Reason<FoundCause>[] };

const told = (boots: readonly Boot[], events: readonly BootEvent[]): readonly Told[] =>
  boots.map((boot) => {
    const detail = detailOf(boot, events);
    const others = boots.map((each) => summaryOf(each));
    return { boot, reasons: bootReasons(boot, { detail, others }).reasons };
  });
async function ofHaconiwa(name: string): Promise<readonly Told[]> {
  const { boots, events } = await take(recorded(`${name}.ndjson`));
  return told(boots(), events());
}
function ofOci(name: string): readonly Told[] {
  const { source, events } = ociEvents(name);
  return told(ociBoots(source, events), events);
}
const firsts = (all: readonly Told[]) => all.map(({ reasons }) => reasons[0]?.slug);
const programs = (reason: Reason<FoundCause> | undefined) =>
  reason?.cause.programs.map(({ program }) => program) ?? [];

const has = (name: string) => recordingNames().includes(`${name}.ndjson`);

describe("of boots of haconiwa that were recorded", () => {
  test.runIf(has("head-slow-hooks"))("hooks that sleep are named, with their time", async () => {
    const [first] = (await ofHaconiwa("head-slow-hooks"))[0]?.reasons ?? [];
    // 100, 200, 150, 200 and 120 ms are slept before the container is up.
    expect(first).toMatchObject({ slug: "slow-hook", severity: "major" });
    expect(Number(first?.actualNs) / 1e6).toBeGreaterThan(770);
    expect(Number(first?.actualNs) / 1e6).toBeLessThan(770 * 1.1);
  });

  test.runIf(has("head-min-true-coldstart"))(
    "a cold program comes first, then an umount2 of 92 ms",
    async () => {
      const [{ reasons } = { reasons: [] }] = await ofHaconiwa("head-min-true-coldstart");
      expect(reasons.map(({ slug }) => slug)).toEqual(["slow-exec", "grace-period"]);
      expect(reasons[1]?.cause.calls[0]).toMatchObject({ name: "umount2", ns: 91_755_061n, n: 1 });
    },
  );

  test.runIf(has("2019-parallel20"))("twenty at once have one another as their reason", async () => {
    expect(new Set(firsts(await ofHaconiwa("2019-parallel20")))).toEqual(new Set(["contention"]));
  });

  test.runIf(has("2019-network"))("programs that set up its network are the network's", async () => {
    const [{ boot } = { boot: undefined }] = await ofHaconiwa("2019-network");
    expect(boot?.causes?.find(({ slug }) => slug === "network")?.ns).toBeGreaterThan(50_000_000n);
  });

  test.runIf(has("head-sequence30"))("an undisturbed one names none, in 98 of 100", async () => {
    const names = ["head-sequence30", "head-sequence5", "2019-sequence5", "head-min-true", "2019-min-true"];
    const all = (await Promise.all(names.filter(has).map(ofHaconiwa))).flat();
    const wrong = all.filter(({ reasons }) => reasons.length > 0);
    expect(all.length).toBeGreaterThan(40);
    expect(wrong.length / all.length).toBeLessThanOrEqual(0.02);
  });
});

test.each(["runc-hooks", "docker-run", "crun-userns"])(
  "what the time of %s went to is the same, event by event and all at once",
  (name) => {
    const { source, events } = ociEvents(name);
    const assembler = createAssembler(source);
    const last = new Map<string, Boot>();
    const keep = (boots: readonly Boot[]) => boots.forEach((boot) => last.set(boot.id, boot));
    for (const event of events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq))) {
      assembler.push([event]);
      keep(assembler.advance(event.at).boots);
    }
    keep(assembler.finish().boots);
    const atOnce = ociBoots(source, events);
    expect(atOnce.length).toBeGreaterThan(0);
    for (const { id, causes } of atOnce) expect(last.get(id)?.causes).toEqual(causes);
  },
);

describe("of boots of OCI runtimes that were recorded", () => {
  test.each([
    "docker-run",
    "docker-run-none",
    "docker-run-nodaemon",
    "docker-create-start",
    "docker-web-health",
  ])("%s has its hook libnetwork-setkey as its reason", (name) => {
    for (const { reasons } of ofOci(name)) {
      const [first] = reasons;
      expect(first?.slug).toBe("slow-hook");
      expect(first?.cause.spans[0]?.slug).toMatch(/^hook-/);
    }
  });

  test.each(["runc-hooks", "crun-hooks"])("%s has hooks that slept 420 ms as its reason", (name) => {
    const [{ reasons } = { reasons: [] }] = ofOci(name);
    expect(reasons[0]?.slug).toBe("slow-hook");
    expect(reasons[0]?.actualNs).toBeGreaterThan(420_000_000n);
  });

  test("a container that was started 300 ms after it was made waited for its engine", () => {
    expect(firsts(ofOci("runc-create-start-gap"))).toEqual(["engine-wait"]);
  });

  test("ten of runc at once have one another as their reason", () => {
    expect(new Set(firsts(ofOci("runc-parallel10")))).toEqual(new Set(["contention"]));
  });

  test("no boot without a hook has one as its reason", () => {
    const names = ociNames().filter((name) => /^(runc|crun)-(run|exit3|exec|uid|resources)/.test(name));
    expect(names.length).toBeGreaterThan(8);
    for (const name of names)
      for (const { reasons } of ofOci(name))
        expect(programs(reasons.find(({ slug }) => slug === "slow-hook"))).toEqual([]);
  });
});
