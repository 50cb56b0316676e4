import {
  clientCommandOf,
  commandOf,
  createDetailBound,
  isContainerBoot,
  programOf,
  restText,
  type Boot,
  type BootId,
  type DetailBound,
  type DetailLevel,
  type ExecEvent,
  type FactEvent,
  type FactKey,
  type Instant,
} from "@hacotaki/core";
import type { Session } from "@hacotaki/native";
import { bootNow } from "../clock.ts";
import { createDetailWindow } from "./detail-window.ts";
import type { SeenEvent } from "../facts/facts.ts";
import type { Pipeline } from "../events/pipeline.ts";
import { pressureNow } from "../facts/pressure.ts";

/** A boot that hangs keeps the window open for so long; what it hangs in was seen by then. */
const LONGEST_BOOT_MS = 60_000;
/** A launch is remembered for its boots' end so long after it is over. */
const REMEMBERED_MS = 60_000;
/** More than run at once on any machine. */
const MOST_PROCESSES = 65_536;
const MOST_LAUNCHES = 10_000;
/** Behind the facts that are read after the same event. */
const SEQ_BEHIND = 100;

/** What happens inside of boots: seen while one is under way, bounded for each, with what tells how it was seen. */
export type Detail = {
  /** Takes note of what begins and ends in a batch; gives what of it is to be kept. */
  take(events: readonly SeenEvent[], pipeline: Pipeline): readonly SeenEvent[];
  /** Boots as they are now. */
  onBoots(boots: readonly Boot[], pipeline: Pipeline): void;
  /** Closes the window when it is no longer needed; to be called now and then. */
  look(): void;
};

/** Something that boots containers was executed: one `haconiwa run`, one `create` or `run` of a runtime. */
type Launch = {
  readonly tgid: number;
  readonly startAt: Instant | undefined;
  readonly pipeline: Pipeline;
  readonly bound: DetailBound;
  /** It leads to boots of others: of what it does no detail is kept but what they are told by. */
  readonly isEngine: boolean;
  readonly at: Instant;
  /** What its boots were told to be seen of. */
  told: DetailLevel;
  /** All of its boots that were told of are over. */
  isOver: boolean;
  /** ms of the process's clock. */
  lastAt: number;
};

/** Of an engine's processes the calls that show whom they prepare for. */
const ENGINE_CALLS: ReadonlySet<string> = new Set(["mount", "move_mount", "unshare", "setns", "pivot_root"]);

/** Boots come soon after it, or go on: health checks, which come every second, are none of these. */
function announcesBoot(event: ExecEvent): boolean {
  const program = programOf(event);
  if (program?.part === "runtime") return commandOf(event.argv)?.name === "start";
  if (program?.part === "client") return clientCommandOf(event.argv) !== undefined;
  return program?.part === "shim" && program.name.startsWith("containerd-shim");
}

const isUnderWay = ({ upAt, endAt, exitAt }: Boot) =>
  upAt === undefined && endAt === undefined && exitAt === undefined;

const noDetail: Detail = { take: (events) => events, onBoots: () => undefined, look: () => undefined };

/** Lets the oldest go where there are more than are remembered. */
function keepNewest(boots: Map<BootId, unknown> | Set<BootId>): void {
  if (boots.size > MOST_LAUNCHES)
    for (const id of boots.keys()) {
      if (boots.size <= MOST_LAUNCHES) return;
      boots.delete(id);
    }
}

/** Looks into boots as closely as `level` says, which the kernel has to be able to. */
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over the launches of a machine
export function createDetail(
  session: Pick<Session, "openWindow" | "closeWindow">,
  level: DetailLevel,
  longestBootMs: number = LONGEST_BOOT_MS,
): Detail {
  if (level === "off") return noDetail;
  const seen = level;
  const window = createDetailWindow(session, level);
  /** By each process that came of it. */
  const launchOf = new Map<number, Launch>();
  const launches = new Map<number, Launch>();
  /** Boots under way, with the time at which they were first told of (ms). */
  const underWay = new Map<BootId, { readonly since: number; readonly launch: Launch | undefined }>();
  /** Others, to be known. */
  const over = new Set<BootId>();

  function tell(launch: Launch, key: FactKey, value: string | undefined, at: Instant, seq = 0): void {
    if (value === undefined) return;
    const { tgid, startAt, pipeline } = launch;
    const fact: FactEvent = {
      kind: "fact",
      key,
      value,
      at,
      seq,
      tgid,
      ...(startAt === undefined ? {} : { startAt }),
    };
    pipeline.add([fact]);
  }

  function tellLevel(launch: Launch, now: DetailLevel, at: Instant, seq?: number): void {
    if (launch.isEngine || launch.isOver || launch.told === now) return;
    launch.told = now;
    tell(launch, "detail", now, at, seq);
  }

  function need(): void {
    if (!window.need() || window.openSince === undefined) return;
    for (const launch of launches.values()) tellLevel(launch, seen, window.openSince);
  }

  function begin(event: SeenEvent & ExecEvent, pipeline: Pipeline, isEngine: boolean): void {
    const { tgid, startAt } = event;
    if (tgid === undefined) return;
    const known = launches.get(tgid);
    // Runtimes execute copies of themselves.
    if (known !== undefined && known.startAt === startAt && (isEngine || !known.isEngine)) return;
    const launch: Launch = {
      tgid,
      startAt,
      pipeline,
      bound: createDetailBound(),
      isEngine,
      at: event.at,
      told: "off",
      isOver: false,
      lastAt: performance.now(),
    };
    launches.delete(tgid);
    launches.set(tgid, launch);
    belong(tgid, launch);
    if (isEngine) return;
    tell(launch, "pressure", pressureNow(), event.at, event.seq + SEQ_BEHIND);
    const { openSince } = window;
    if (openSince !== undefined)
      if (openSince > event.at) tellLevel(launch, seen, openSince);
      else tellLevel(launch, seen, event.at, event.seq + SEQ_BEHIND + 1);
  }

  function belong(tgid: number, launch: Launch): void {
    launchOf.set(tgid, launch);
    const [oldest] = launchOf.keys();
    if (launchOf.size > MOST_PROCESSES && oldest !== undefined) launchOf.delete(oldest);
  }

  function takeExec(event: SeenEvent & ExecEvent, pipeline: Pipeline): void {
    const isBooting = event.traced || isContainerBoot(event);
    const isAnnounced = !isBooting && event.root !== undefined && announcesBoot(event);
    if (isBooting || isAnnounced) need();
    if (isBooting) begin(event, pipeline, false);
    else if (event.root !== undefined && event.tgid !== undefined && !launchOf.has(event.tgid))
      begin(event, pipeline, true);
  }

  /** What of an event is to be kept; undefined for nothing. */
  function keptOf(event: SeenEvent, pipeline: Pipeline): SeenEvent | undefined {
    const launch = event.tgid === undefined ? undefined : launchOf.get(event.tgid);
    switch (event.kind) {
      case "exec":
        takeExec(event, pipeline);
        return event;
      case "fork":
        if (launch) belong(event.childTgid, launch);
        return event;
      case "exit":
        if (event.tgid !== undefined) launchOf.delete(event.tgid);
        return event;
      case "wait":
        return launch === undefined || launch.isEngine ? undefined : launch.bound.kept(event);
      case "syscall":
        if (launch?.isEngine && !ENGINE_CALLS.has(event.name)) return undefined;
        return launch === undefined ? event : launch.bound.kept(event);
      case "probe":
      case "listen":
      case "cgroup":
      case "fact":
      case "loss":
        return event;
    }
  }

  function end(id: BootId, launch: Launch | undefined): void {
    underWay.delete(id);
    over.add(id);
    window.extend();
    if (launch === undefined) return;
    launch.lastAt = performance.now();
    launch.isOver = ![...underWay.values()].some((each) => each.launch === launch);
    const now = bootNow();
    tell(launch, "pressure", pressureNow(), now);
    const { rest } = launch.bound;
    if (rest.calls + rest.waits > 0) tell(launch, "detail-rest", restText(rest), now, 1);
  }

  function takeBoot(boot: Boot, pipeline: Pipeline): void {
    if (over.has(boot.id)) return;
    const found = boot.launcherTgid === undefined ? undefined : launches.get(boot.launcherTgid);
    const launch = found?.pipeline === pipeline && found.at <= boot.startAt ? found : undefined;
    if (!isUnderWay(boot)) return end(boot.id, launch);
    if (underWay.has(boot.id)) return;
    underWay.set(boot.id, { since: performance.now(), launch });
    if (launch) launch.isOver = false;
  }

  /** A boot that hangs for longer holds the window open no more: what it hangs in is known. */
  function isBusy(): boolean {
    const oldest = performance.now() - longestBootMs;
    return [...underWay.values()].some(({ since }) => since > oldest);
  }

  function forget(): void {
    const oldest = performance.now() - REMEMBERED_MS;
    for (const [tgid, { lastAt }] of launches)
      if (launches.size > MOST_LAUNCHES || (lastAt < oldest && !launchOf.has(tgid))) launches.delete(tgid);
    keepNewest(underWay);
    keepNewest(over);
  }

  return {
    take(events, pipeline) {
      const kept: SeenEvent[] = [];
      for (const event of events) {
        const each = keptOf(event, pipeline);
        if (each !== undefined) kept.push(each);
      }
      return kept;
    },
    onBoots(all, pipeline) {
      for (const boot of all) takeBoot(boot, pipeline);
    },
    look() {
      forget();
      if (!window.closeIfIdle(isBusy())) return;
      const now = bootNow();
      for (const launch of launches.values()) tellLevel(launch, "off", now);
    },
  };
}
