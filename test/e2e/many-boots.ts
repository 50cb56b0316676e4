import { instant, type Boot, type BootId, type RunId, type Span } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";

const WALL = 1_769_860_800_000_000_000n;
const MS = 1_000_000n;
const MINUTE = 60_000n * MS;
/** One boot in so many is slow. */
const SLOW = 20;
const WORK = [
  { slug: "evaluate", label: "evaluate haco file", group: "supervise", ms: 30n, slowMs: 40n },
  { slug: "pivot-root", label: "pivot_root", group: "filesystem", ms: 20n, slowMs: 1_500n },
  { slug: "exec", label: "exec", group: "exec", ms: 10n, slowMs: 10n },
] as const;

function bootOf(n: number): Boot {
  const isSlow = n % SLOW === SLOW - 1;
  const start = 1_000_000_000n + BigInt(n) * MINUTE;
  let at = start;
  const spans = WORK.map(({ slug, label, group, ms, slowMs }): Span => {
    const startAt = instant(at);
    at += (isSlow ? slowMs : ms) * MS + BigInt((n * 7919) % 1000) * 5_000n;
    return {
      slug,
      label,
      group,
      lane: "container",
      onPath: true,
      startAt,
      from: "A",
      state: "closed",
      endAt: instant(at),
      to: "B",
    };
  });
  const id = n.toString().padStart(16, "0");
  return {
    id: id as BootId,
    runId: id as RunId,
    hostId: "host-0",
    hostName: "node-0",
    kernelBootId: "kernel-boot",
    sourceKind: "events",
    container: "web",
    containerSource: "hostname",
    generation: "0.11",
    outcome: "up",
    losses: [],
    furthestPhase: "CONTAINER_EXECING",
    startAt: instant(start),
    startBy: "exec",
    upAt: instant(at),
    upBy: "exec",
    wallTime: WALL + start,
    lineage: "lineage",
    hacoFile: isSlow ? "/etc/haconiwa.d/slow.haco" : "/etc/haconiwa.d/web.haco",
    command: ["/usr/sbin/httpd"],
    processes: [],
    processCount: 0,
    spans,
    markCount: 0,
  };
}

/** The work of a boot again and again, each time as a span of its own. */
function ofManySpans(boot: Boot, count: number): Boot {
  const MICROSECOND = 1_000n;
  const at = (n: number) => instant(boot.startAt + BigInt(n) * MICROSECOND);
  const spans = Array.from(
    { length: count },
    (_, n): Span => ({
      slug: `step-${n}`,
      label: `step ${n}`,
      group: "supervise",
      lane: "container",
      onPath: true,
      startAt: at(n),
      from: "A",
      state: "closed",
      endAt: at(n + 1),
      to: "B",
    }),
  );
  return { ...boot, container: "very-long", upAt: at(count), spans };
}

/** One boot of as many spans as are wanted. */
export function storeLongBoot(db: string, spans: number): void {
  store(db, [ofManySpans(bootOf(0), spans)]);
}

/** Boots of one container, a minute apart, without events: lists and statistics need none. */
export function storeManyBoots(db: string, count: number): void {
  store(
    db,
    Array.from({ length: count }, (_, n) => bootOf(n)),
  );
}

/** The same boot with a newer kernel, which takes longer for pivot_root. */
function withSlowPivot(boot: Boot): Boot {
  const by = 14n * MS;
  const end = boot.spans.find(({ slug }) => slug === "pivot-root")?.startAt ?? boot.startAt;
  const later = (at: bigint) => instant(at > end ? at + by : at);
  const spans = boot.spans.map(
    (span): Span =>
      span.state === "closed" ? { ...span, startAt: later(span.startAt), endAt: later(span.endAt) } : span,
  );
  const { upAt = end } = boot;
  return { ...boot, kernel: "6.18.0", spans, upAt: later(upAt) };
}

/** Many boots, of which those from the middle on have another kernel, and take 14 ms longer for pivot_root. */
export function storeShiftedBoots(db: string, count: number): void {
  store(
    db,
    Array.from({ length: count }, (_, n) =>
      n < count / 2 ? { ...bootOf(n), kernel: "6.1.0" } : withSlowPivot(bootOf(n)),
    ),
  );
}

/** The boots after the first so many, as if they had come in since. */
export function storeLaterBoots(db: string, from: number, count: number): void {
  store(
    db,
    Array.from({ length: count }, (_, n) => bootOf(from + n)),
  );
}

function store(db: string, boots: readonly Boot[]): void {
  const writer = openStore(db, { mode: "write" });
  try {
    const recording = writer.startRecording({
      kind: "events",
      hostId: "host-0",
      hostName: "node-0",
      kernelBootId: "kernel-boot",
      path: "boots.ndjson",
      probes: [],
      hasKernelEvents: true,
      startedAt: WALL,
    });
    writer.save({ runs: [], boots, retired: [], marks: [], events: [] }, recording);
  } finally {
    writer.close();
  }
}
