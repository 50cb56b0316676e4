import { describe, expect, test } from "vitest";
import { EXPORTS, type ExportedBoot } from "../src/index.ts";
import { recorded, take } from "./importing.ts";

async function exportedOf(name: string): Promise<ExportedBoot[]> {
  const { memory } = await take(recorded(name));
  return memory.boots().map((boot) => {
    const raw = memory.sink.findRun(boot.runId);
    if (raw === undefined) throw new Error("a boot without a run");
    return { boot, marks: [], siblings: [], raw };
  });
}
function bytesOf(format: "otlp" | "chrome-trace" | "perfetto", boots: readonly ExportedBoot[]) {
  const parts: Uint8Array[] = [];
  for (const part of EXPORTS[format].write(boots))
    parts.push(typeof part === "string" ? new TextEncoder().encode(part) : part);
  return Buffer.concat(parts);
}
type OtlpSpan = {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
};
type Slice = {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly tid: number;
  readonly ts: number;
};

describe("what ran inside of a boot's spans", () => {
  test("is a span of OpenTelemetry below the span that it lies in", async () => {
    const text = bytesOf("otlp", await exportedOf("head-min-true.ndjson")).toString();
    const { resourceSpans } = JSON.parse(text) as {
      resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[];
    };
    const spans = resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const unmount = spans.find(({ name }) => name === 'umount2(".", MNT_DETACH)');
    expect(byId.get(unmount?.parentSpanId ?? "")?.name).toBe("pivot_root");
    expect(spans.some(({ name }) => name.startsWith("clone("))).toBe(true);
    expect(byId.size).toBe(spans.length);
    for (const { parentSpanId, startTimeUnixNano, endTimeUnixNano } of spans) {
      const parent = byId.get(parentSpanId ?? "");
      if (parent === undefined) continue;
      expect(BigInt(startTimeUnixNano) >= BigInt(parent.startTimeUnixNano)).toBe(true);
      expect(BigInt(endTimeUnixNano) <= BigInt(parent.endTimeUnixNano)).toBe(true);
    }
  });

  test("nests on a track a thread in a trace of Chrome's", async () => {
    const text = bytesOf("chrome-trace", await exportedOf("2019-network.ndjson")).toString();
    const { traceEvents } = JSON.parse(text) as { traceEvents: Slice[] };
    const names = traceEvents.filter(({ cat, ph }) => cat === "helper" && ph === "B").map(({ name }) => name);
    expect(names).toContain("ip -f inet -o addr show hacobr0");
    for (const events of Map.groupBy(traceEvents, ({ tid }) => tid).values()) {
      const open: string[] = [];
      for (const { ph, name } of events)
        if (ph === "B") open.push(name);
        else if (ph === "E") expect(open.pop()).toBe(name);
      expect(open).toEqual([]);
    }
  });

  test("is in a trace of Perfetto's", async () => {
    const bytes = bytesOf("perfetto", await exportedOf("2019-network.ndjson"));
    expect(bytes.includes("ip -f inet -o addr show hacobr0")).toBe(true);
    expect(bytes.includes("unshare(CLONE_NEWPID)")).toBe(true);
  });

  test("is left out where no raw events are given", async () => {
    const without = (await exportedOf("head-min-true.ndjson")).map(({ boot, marks, siblings }) => ({
      boot,
      marks,
      siblings,
    }));
    for (const format of ["otlp", "chrome-trace", "perfetto"] as const)
      expect(bytesOf(format, without).includes("umount2")).toBe(false);
  });
});
