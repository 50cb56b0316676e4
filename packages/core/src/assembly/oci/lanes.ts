import type { BootProcess } from "../../domain/boot.ts";
import { programName } from "../../domain/oci.ts";
import type { Lane } from "../../domain/phase.ts";
import { compareBigints, type Instant } from "../../domain/time.ts";
import { KEPT_PROCESSES, processFacts } from "../tree.ts";
import type { OciBoot, OciProcess } from "./draft.ts";

/** What a runtime lets do for itself: no hooks. */
const OWN_HELPERS: ReadonlySet<string> = new Set(["newuidmap", "newgidmap"]);

export type Lanes = (process: OciProcess) => Lane;

/** On which lane each process of a boot stands. */
export function lanesOf(boot: OciBoot, init: OciProcess | undefined): Lanes {
  const known = new Map<OciProcess, Lane>();
  const laneOf: Lanes = (process) => {
    const found = known.get(process) ?? laneBy(process, boot, init, laneOf);
    known.set(process, found);
    return found;
  };
  return laneOf;
}

function laneBy(process: OciProcess, boot: OciBoot, init: OciProcess | undefined, laneOf: Lanes): Lane {
  if (process.led.includes(boot) || process.boot === undefined) return "engine";
  if (process === boot.runtime || process === boot.starter?.process) return "runtime";
  if (process === init) return "container";
  const { parent } = process;
  const above = parent?.boot === boot ? laneOf(parent) : "runtime";
  if (above === "hook" || above === "application") return above;
  const upAt = boot.up?.exec.at;
  if (parent === init && upAt !== undefined && (process.forkedAt ?? process.seenAt) >= upAt)
    return "application";
  if (process.foreignExec === undefined) return "container";
  return OWN_HELPERS.has(programName(process.foreignExec)) ? "runtime" : "hook";
}

export type Hook = {
  readonly process: OciProcess;
  readonly program: string;
  readonly kind: HookKind;
  readonly startAt: Instant;
  readonly endAt: Instant | undefined;
  /** The boot waits for it. */
  readonly isAwaited: boolean;
};
/** As the specification calls them. What runs before the pivot in the runtime's place is one of two. */
export type HookKind =
  | "prestart or createRuntime hook"
  | "createContainer hook"
  | "startContainer hook"
  | "poststart hook";

/** More are left in what they interrupt. */
const MAX_HOOKS = 200;

/** Hooks by position, in the order of their starts: what tells their kinds apart is who begins them, and when. */
export function hooksIn(boot: OciBoot, init: OciProcess | undefined, laneOf: Lanes): readonly Hook[] {
  const pivot = init?.landmarks.pivot;
  return boot.processes
    .flatMap((process): Hook[] => {
      const { parent, foreignExec, exit } = process;
      const isOutermost = parent?.boot !== boot || laneOf(parent) !== "hook";
      if (foreignExec === undefined || laneOf(process) !== "hook" || !isOutermost) return [];
      const startAt = process.forkedAt ?? foreignExec.at;
      const isBefore = pivot === undefined || startAt < pivot;
      const isOfInit = parent === init;
      const kind = isOfInit
        ? isBefore
          ? "createContainer hook"
          : "startContainer hook"
        : isBefore
          ? "prestart or createRuntime hook"
          : "poststart hook";
      const isAwaited = kind !== "poststart hook";
      return [{ process, program: programName(foreignExec), kind, startAt, endAt: exit?.at, isAwaited }];
    })
    .sort((a, b) => compareBigints(a.startAt, b.startAt))
    .slice(0, MAX_HOOKS);
}

const startOf = ({ forkedAt, seenAt }: OciProcess) => forkedAt ?? seenAt;

/** The processes of a boot in the order of their starts, with how many there are. */
export function processesOfOci(
  boot: OciBoot,
  init: OciProcess | undefined,
  laneOf: Lanes,
): { readonly processes: BootProcess[]; readonly count: number } {
  const others = new Map<Lane, number>();
  const isKept = (process: OciProcess) => {
    if (process === boot.runtime || process === init || process === boot.starter?.process) return true;
    const lane = laneOf(process);
    const before = others.get(lane) ?? 0;
    others.set(lane, before + 1);
    return before < KEPT_PROCESSES;
  };
  const processes = [...boot.processes]
    .sort((a, b) => compareBigints(startOf(a), startOf(b)))
    .filter(isKept)
    .map((process) =>
      processFacts(process, {
        lane: laneOf(process),
        startAt: startOf(process),
        execFile: (process.foreignExec ?? process.programExec)?.file,
      }),
    );
  return { processes, count: boot.processes.length + boot.uncounted };
}
