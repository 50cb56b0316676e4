import { join } from "node:path";
import { instant, type Boot, type BootId, type RunId, type Span } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { newFolder } from "./hacotaki.ts";

const MS = 1_000_000n;
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const idOf = (n: number) =>
  `b00t${DIGITS[n % 32] ?? ""}${n < 32 ? "" : (DIGITS[n >> 5] ?? "")}`.padEnd(16, "0") as BootId;

/** A boot whose path is these spans, one after the other, in ms. */
export function bootOf(n: number, lengths: Readonly<Record<string, number>>, container = "web"): Boot {
  const startAt = BigInt(n + 1) * 10_000n * MS;
  let at = startAt;
  const spans = Object.entries(lengths).map(([slug, ms]): Span => {
    const from = at;
    at += BigInt(Math.round(ms * 1000)) * 1000n;
    return {
      slug,
      label: slug,
      group: "filesystem",
      lane: "container",
      onPath: true,
      startAt: instant(from),
      from: "A",
      state: "closed",
      endAt: instant(at),
      to: "B",
    };
  });
  return {
    id: idOf(n),
    runId: idOf(n) as string as RunId,
    hostId: "host",
    hostName: "node-1",
    kernelBootId: "kernel-boot",
    sourceKind: "live",
    container,
    containerSource: "hostname",
    generation: "0.11",
    outcome: "up",
    losses: [],
    startAt: instant(startAt),
    startBy: "exec",
    upAt: instant(at),
    upBy: "exec",
    endAt: instant(at),
    wallTime: 1_700_000_000_000_000_000n + startAt,
    lineage: "lineage",
    processes: [],
    processCount: 0,
    spans,
    markCount: 0,
  };
}

/** A new database that holds these boots. */
export function databaseOfBoots(boots: readonly Boot[]): string {
  const path = join(newFolder(), "hacotaki.db");
  const store = openStore(path, { mode: "write" });
  const recording = store.startRecording({
    kind: "live",
    hostId: "host",
    hostName: "node-1",
    kernelBootId: "kernel-boot",
    path: "/usr/bin/haconiwa",
    probes: [],
    hasKernelEvents: true,
    startedAt: 1n,
  });
  const runs = boots.map(({ runId, hostId, kernelBootId, startAt }) => ({
    id: runId,
    hostId,
    kernelBootId,
    startAt,
  }));
  store.save({ runs, boots, retired: [], marks: [], events: [] }, recording);
  store.close();
  return path;
}
