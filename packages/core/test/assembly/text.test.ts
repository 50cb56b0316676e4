import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAssembler, instant, type BootEvent, type Source } from "../../src/index.ts";
import { RECORDINGS, settle } from "../recording.ts";

const TEXT: Source = {
  kind: "text",
  hostId: "text",
  hostName: "imported",
  kernelBootId: "",
  hasKernelEvents: false,
};

/** `phase:1,sec:102949,nsec:842200234` or `phase:0,hpid:123`, behind time, comm and pid. */
function readTrace(name: string): BootEvent[] {
  return readFileSync(join(RECORDINGS, "text", name), "utf8")
    .split("\n")
    .flatMap((line, seq): BootEvent[] => {
      const row = /^([\d.]+)\s+(\S+)\s+(\d+)\s+phase:(\d+),(?:sec:(\d+),nsec:(\d+)|hpid:(\d+))$/.exec(line);
      if (!row) return [];
      const [, time = "", comm = "", pid = "", phase = "", sec, nsec, hpid] = row;
      const own = sec !== undefined && nsec !== undefined;
      const at = own ? BigInt(sec) * 1_000_000_000n + BigInt(nsec) : BigInt(time.replace(".", ""));
      const args = own ? [BigInt(phase), BigInt(sec), BigInt(nsec)] : [BigInt(phase), BigInt(hpid ?? 0)];
      const probe = own ? "probe-boottime" : "bootstrap_phase_pass";
      return [
        { kind: "probe", provider: "haconiwa", probe, args, at: instant(at), seq, tgid: Number(pid), comm },
      ];
    });
}
function bootsOf(name: string) {
  const assembler = createAssembler(TEXT);
  assembler.push(readTrace(name));
  const { boots, marks } = settle([assembler.finish()]);
  return { boots: [...boots.values()], marks };
}

test("the blog's own trace reads as namespace 16.160981 ms and pivot_root 19.301341 ms", () => {
  const { boots, marks } = bootsOf("blog-2019.txt");
  expect(boots).toHaveLength(1);
  const [boot] = boots;
  const durations = new Map(
    boot?.spans.map((span) => [span.slug, span.state === "open" ? undefined : span.endAt - span.startAt]),
  );
  expect(durations.get("namespace")).toBe(16_160_981n);
  expect(durations.get("pivot-root")).toBe(19_301_341n);
  expect(durations.get("evaluate-and-prepare")).toBe(147_752_141n);
  expect((boot?.upAt ?? 0n) - (boot?.startAt ?? 0n)).toBe(191_617_506n);
  expect(boot).toMatchObject({
    outcome: "up",
    upBy: "phase",
    startBy: "phase",
    lineage: "guessed",
    generation: "2019",
  });
  expect(marks).toMatchObject([{ name: "USR2", flag: 124, lane: "supervisor" }]);
});

test("phases without processes link by order and time, and the boot says that it is guessed", () => {
  const { boots } = bootsOf("trace_usdt-2019-multi-mode0.txt");
  expect(boots).toHaveLength(3);
  expect(new Set(boots.map((boot) => boot.runId)).size).toBe(1);
  expect(boots.every((boot) => boot.outcome === "up" && boot.lineage === "guessed")).toBe(true);
});

test("the hpid links a container to its supervisor", () => {
  const { boots } = bootsOf("trace_usdt-head-multi.txt");
  expect(boots.map((boot) => [boot.supervisorTgid, boot.containerTgid])).toEqual([
    [12531, 12534],
    [12530, 12535],
    [12532, 12533],
  ]);
});

test("a text boot whose supervisor cleaned up before phase 21 has failed", () => {
  const { boots } = bootsOf("trace_usdt-head-fail-norootfs.txt");
  expect(boots).toMatchObject([{ outcome: "failed", furthestPhase: "CONTAINER_NAMESPACE_GENERATED" }]);
});

test("a boot of a text trace that is given up for newer ones is partial, not booting for ever", () => {
  const assembler = createAssembler(TEXT);
  const started = (n: number): BootEvent => ({
    kind: "probe",
    provider: "haconiwa",
    probe: "bootstrap_phase_pass",
    args: [2n, 1n],
    at: instant(BigInt(n)),
    seq: n,
    tgid: 1 + n,
  });
  assembler.push(Array.from({ length: 20_005 }, (_, n) => started(n)));
  const { boots } = settle([assembler.advance(instant(30_000n)), assembler.finish()]);
  expect(boots.size).toBe(20_005);
  expect([...boots.values()].filter(({ outcome }) => outcome !== "partial")).toEqual([]);
});
