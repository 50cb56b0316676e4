import type { LossReason, Namespaces } from "./event.ts";
import type { Generation, Lane } from "./phase.ts";
import type { BootCause } from "./reason.ts";
import type { Instant } from "./time.ts";

declare const bootIdBrand: unique symbol;
declare const runIdBrand: unique symbol;
/** 16 characters of Crockford base32: the permalink. */
export type BootId = string & { readonly [bootIdBrand]: true };
export type RunId = string & { readonly [runIdBrand]: true };

export const OUTCOMES = ["booting", "up", "ready", "failed", "partial"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How the processes of a boot were linked. */
export const LINEAGES = ["lineage", "hpid", "guessed"] as const;
export type Lineage = (typeof LINEAGES)[number];

/** Where the container's name comes from: haconiwa's, then an OCI container's, each best first. */
export const NAME_SOURCES = [
  "hostname",
  "pid-file",
  "cgroup",
  "command-line",
  "haco-file",
  "comm",
  "engine",
  "image",
  "pod",
  "bundle",
  "container-id",
] as const;
export type NameSource = (typeof NAME_SOURCES)[number];

export const GROUPS = [
  "supervise",
  "network",
  "namespace",
  "filesystem",
  "limits",
  "identity",
  "security",
  "exec",
  "hooks",
  "engine",
  "unattributed",
] as const;
export type Group = (typeof GROUPS)[number];

type SpanFacts = {
  /** Unique within a boot; the address of the span in a URL. */
  readonly slug: string;
  /** What ran in it, not how it ended: see `spanLabel`. */
  readonly label: string;
  readonly group: Group;
  readonly lane: Lane;
  /** Counted into the boot duration: spans with this flag cover start to end exactly once. */
  readonly onPath: boolean;
  readonly startAt: Instant;
  /** The pass the span begins with: a phase's constant, "exec", "fork", "listen" or "exit". */
  readonly from: string;
};
/**
 * An interval of a boot. `failed` ends with the death of its process; `open` has not ended, or nobody saw it end: in the
 * group "unattributed" where it may have ended while nobody looked.
 */
export type Span =
  | (SpanFacts & { readonly state: "closed"; readonly endAt: Instant; readonly to: string })
  | (SpanFacts & { readonly state: "failed"; readonly endAt: Instant; readonly to: "exit" })
  | (SpanFacts & { readonly state: "open"; readonly to?: string });

/** A user's instant (USR1 to USR5, misc): on the lane of the process that fired it. */
export type Mark = {
  readonly runId: RunId;
  /** Undefined for a mark of the launcher, which all boots of the run share. */
  readonly bootId?: BootId;
  readonly at: Instant;
  readonly seq: number;
  readonly tgid?: number;
  readonly lane: Lane;
  /** "USR1" … "USR5", "misc", "misc-str", or "phase N" for an unknown code. */
  readonly name: string;
  readonly flag: number;
  readonly text?: string;
};

/** One process of a boot. Pids wrap: tgid and startAt together identify it. */
export type BootProcess = {
  readonly tgid?: number;
  readonly ppid?: number;
  readonly nspid?: number;
  readonly lane: Lane;
  readonly comm?: string;
  /** First instant known of it: fork, exec or first event. */
  readonly startAt: Instant;
  readonly execFile?: string;
  readonly exitAt?: Instant;
  readonly exitCode?: number;
  readonly exitSignal?: number;
};

/** What a boot of an OCI runtime has beyond what all boots have. */
export type OciFacts = {
  /** Name of the runtime's program: "runc", "crun". */
  readonly runtime: string;
  /** Name of the engine it was asked by: "docker", "podman", "containerd". */
  readonly engine?: string;
  /** As the runtime was given it, cut off where its command line was. */
  readonly containerId?: string;
  /** What the engine or its user calls the container. */
  readonly name?: string;
  readonly image?: string;
  readonly bundle?: string;
  /** Kubernetes: namespace, owner and container, joined by slashes. */
  readonly pod?: string;
  /** What its user, or Compose, wrote on the container: some of it, and nothing long. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly runtimeExit?: ProcessEnd;
  /** Of the engine's client. */
  readonly engineExit?: ProcessEnd;
  /** The client's exec, where it was seen: before the boot's start, and no part of the boot. */
  readonly clientAt?: Instant;
};
/** How a process ended: by a signal, or else with a code. */
export type ProcessEnd = { readonly code?: number; readonly signal?: number };

/** One supervisor bringing up one container: everything derived from its events. */
export type Boot = {
  readonly id: BootId;
  readonly runId: RunId;
  readonly hostId: string;
  readonly hostName: string;
  /** What the host is, as its shipper was told: of boots of a fleet alone. */
  readonly hostLabels?: Readonly<Record<string, string>>;
  readonly kernelBootId: string;
  readonly kernel?: string;
  readonly sourceKind: "live" | "events" | "text";
  readonly container: string;
  readonly containerSource: NameSource;
  readonly generation: Generation;
  readonly outcome: Outcome;
  /** Why it is partial, or what may be missing of an otherwise whole boot. */
  readonly losses: readonly LossReason[];
  /** Constant of the furthest phase on the boot path. */
  readonly furthestPhase?: string;
  readonly startAt: Instant;
  /** "exec" is the launcher's exec; "phase" says an earlier beginning was not seen. */
  readonly startBy: "exec" | "phase";
  readonly upAt?: Instant;
  /** "phase" in text imports: phase 21 was passed, the exec itself is not in the text. */
  readonly upBy?: "exec" | "phase";
  readonly readyAt?: Instant;
  readonly readyPort?: number;
  /** Last instant of the boot path: up, or the death of the failed process. */
  readonly endAt?: Instant;
  /**
   * End of the container process, or of the launcher of a run that never had a supervisor: a later fact, not an outcome.
   * Undefined where nobody saw it, however other processes ended.
   */
  readonly exitAt?: Instant;
  /** Undefined when a signal ended it. */
  readonly exitCode?: number;
  readonly exitSignal?: number;
  /** UTC ns of the start; undefined where the stream has no wall clock. */
  readonly wallTime?: bigint;
  readonly lineage: Lineage;
  readonly hacoFile?: string;
  readonly hacoHash?: string;
  readonly hacoText?: string;
  readonly launcherArgv?: readonly string[];
  readonly cwd?: string;
  readonly command?: readonly string[];
  readonly hostname?: string;
  readonly cgroup?: string;
  readonly rootfs?: string;
  /** How many mounts the container process had once its root was its own. */
  readonly mounts?: number;
  readonly namespaces?: Namespaces;
  readonly launcherTgid?: number;
  readonly supervisorTgid?: number;
  readonly containerTgid?: number;
  /** What is known of it beside that where an OCI runtime boots it. */
  readonly oci?: OciFacts;
  /** Lane processes and at most 200 of the application's. */
  readonly processes: readonly BootProcess[];
  readonly processCount: number;
  readonly spans: readonly Span[];
  readonly markCount: number;
  /** What its time went to, longest first, as far as it is worth a word; undefined where nobody has looked. */
  readonly causes?: readonly BootCause[];
};

/** One `haconiwa run`. */
export type Run = {
  readonly id: RunId;
  readonly hostId: string;
  readonly kernelBootId: string;
  readonly startAt: Instant;
  readonly launcherTgid?: number;
};

/** Where the boot path ends, as far as it has. */
export const pathEnd = ({ upAt, endAt }: Pick<Boot, "upAt" | "endAt">): Instant | undefined => upAt ?? endAt;

/** start → exec; undefined while unknown, for a failed boot, and where the start was not seen. */
export const bootDuration = (boot: Pick<Boot, "startAt" | "upAt" | "losses">): bigint | undefined =>
  boot.upAt === undefined || boot.losses.includes("attached-late") ? undefined : boot.upAt - boot.startAt;

export const HACONIWA = "haconiwa";
/** Name of the program that boots: an OCI runtime's, or haconiwa. */
export const runtimeOf = ({ oci }: Pick<Boot, "oci">): string => oci?.runtime ?? HACONIWA;

/** Client's exec → up: what the user waits. Undefined where no client was seen, or it is not up. */
export const wayFromClient = ({ oci, upAt }: Pick<Boot, "oci" | "upAt">): bigint | undefined =>
  oci?.clientAt === undefined || upAt === undefined ? undefined : upAt - oci.clientAt;

/** start → death of a failed boot; undefined for all others, and where the start was not seen. */
export const timeToDeath = (
  boot: Pick<Boot, "startAt" | "endAt" | "losses" | "outcome">,
): bigint | undefined =>
  boot.outcome !== "failed" || boot.endAt === undefined || boot.losses.includes("attached-late")
    ? undefined
    : boot.endAt - boot.startAt;

/** start → first LISTEN; undefined where unknown. */
export const readyDuration = (boot: Pick<Boot, "startAt" | "readyAt" | "losses">): bigint | undefined =>
  boot.readyAt === undefined || boot.losses.includes("attached-late")
    ? undefined
    : boot.readyAt - boot.startAt;
