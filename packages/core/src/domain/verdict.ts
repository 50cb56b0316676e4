import { bootDuration, readyDuration, type Boot, type BootProcess, type Span } from "./boot.ts";
import type { LossReason } from "./event.ts";
import { omitUndefined } from "./omit-undefined.ts";
import { causeAfter, type Cause } from "./span.ts";
import { compareBigints, type Instant } from "./time.ts";

/** Which of the processes that boot: haconiwa's own, or an OCI runtime and its container. */
export type Part = "launcher" | "supervisor" | "container" | "runtime";

/** How a process ended: `unseen` where it is gone and nobody saw how. */
export type End =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: number }
  | { readonly kind: "unseen" };

/** The end of one process. */
export type Death = {
  readonly of: Part;
  readonly end: End;
  /** Since the boot's start. */
  readonly afterNs: bigint;
};

/** A span that something is told of; */
export type Where = Pick<Span, "slug" | "label" | "lane">;

/** What a boot came to, in parts: who prints it chooses the language. */
export type Verdict =
  | { readonly kind: "booting"; readonly where?: Where; readonly furthestPhase?: string }
  | {
      readonly kind: "up";
      /** Undefined where the beginning was not seen. */
      readonly durationNs?: bigint;
      readonly readyNs?: bigint;
      /** "phase" in texts: the exec itself is not in them. */
      readonly by: "exec" | "phase";
      readonly losses: readonly LossReason[];
      /** The application's, a later fact. */
      readonly end?: Death;
    }
  | {
      readonly kind: "failed";
      readonly afterNs: bigint;
      /** Where the boot was when `death` happened. */
      readonly where?: Where;
      /** The first of its processes that died otherwise than well: what explains the rest. Undefined in texts. */
      readonly death?: Death;
      /** The container process, where it outlived that death and gave up later. */
      readonly aftermath?: Death & { readonly where?: Where };
      /** No supervisor was ever started. */
      readonly isNeverBooted: boolean;
      readonly furthestPhase?: string;
    }
  | {
      readonly kind: "partial";
      readonly losses: readonly LossReason[];
      readonly furthestPhase?: string;
      /** The container's end, or else that of the process nearest to it that was seen to end. */
      readonly end?: Death;
    };

/** What a boot is judged by. */
export type JudgedBoot = Pick<
  Boot,
  | "outcome"
  | "losses"
  | "startAt"
  | "upAt"
  | "upBy"
  | "readyAt"
  | "endAt"
  | "spans"
  | "furthestPhase"
  | "launcherTgid"
  | "supervisorTgid"
  | "containerTgid"
> &
  // Where they are not told of, nobody knows how any of them ended.
  Partial<Pick<Boot, "processes">>;

const PARTS = ["container", "supervisor", "launcher", "runtime"] as const;

const endOf = ({ exitCode, exitSignal }: Pick<BootProcess, "exitCode" | "exitSignal">): End =>
  exitSignal !== undefined && exitSignal !== 0
    ? { kind: "signal", signal: exitSignal }
    : exitCode === undefined
      ? { kind: "unseen" }
      : { kind: "code", code: exitCode };

/** The ends of haconiwa's own processes, as far as they were seen: the container's before its supervisor's and launcher's. */
function deathsOf(boot: JudgedBoot): (Death & { readonly at: Instant })[] {
  const tgids = {
    container: boot.containerTgid,
    supervisor: boot.supervisorTgid,
    launcher: boot.launcherTgid,
    runtime: boot.launcherTgid,
  };
  return PARTS.flatMap((of) => {
    const process = boot.processes?.find(
      ({ tgid, lane }) => tgid !== undefined && tgid === tgids[of] && lane === of,
    );
    const at = process?.exitAt;
    return process === undefined || at === undefined
      ? []
      : [{ of, end: endOf(process), afterNs: at - boot.startAt, at }];
  });
}

const isAbnormal = ({ end }: Death) => end.kind === "signal" || (end.kind === "code" && end.code !== 0);
const told = ({ of, end, afterNs }: Death): Death => ({ of, end, afterNs });

const whereOf = (span: Span | undefined): { readonly where?: Where } =>
  span === undefined ? {} : { where: { slug: span.slug, label: span.label, lane: span.lane } };
const lastOnPath = ({ spans }: Pick<Boot, "spans">) => spans.findLast((span) => span.onPath);
const pathSpanAt = (boot: JudgedBoot, at: Instant) =>
  boot.spans.find(
    (span) => span.onPath && span.startAt <= at && (span.state === "open" || at < span.endAt),
  ) ?? lastOnPath(boot);

function failure(boot: JudgedBoot, endAt: Instant): Verdict {
  const deaths = deathsOf(boot);
  const abnormal = deaths
    .filter((death) => death.at <= endAt && isAbnormal(death))
    .sort((a, b) => compareBigints(a.at, b.at));
  const death = abnormal[0] ?? deaths.find(({ at }) => at === endAt) ?? deaths[0];
  const container = deaths.find(({ of }) => of === "container");
  const isOutlived = death !== undefined && container !== undefined && container.at > death.at;
  return {
    kind: "failed",
    afterNs: (death?.at ?? endAt) - boot.startAt,
    ...whereOf(death === undefined ? lastOnPath(boot) : pathSpanAt(boot, death.at)),
    ...omitUndefined({ death: death && told(death) }),
    ...(isOutlived ? { aftermath: { ...told(container), ...whereOf(lastOnPath(boot)) } } : {}),
    isNeverBooted: boot.containerTgid === undefined && boot.supervisorTgid === undefined,
    ...omitUndefined({ furthestPhase: boot.furthestPhase }),
  };
}

/** The one judgement of a boot, for pages, terminals and files alike. */
export function verdictOf(boot: JudgedBoot): Verdict {
  switch (boot.outcome) {
    case "booting":
      return {
        kind: "booting",
        ...whereOf(lastOnPath(boot)),
        ...omitUndefined({ furthestPhase: boot.furthestPhase }),
      };
    case "failed":
      return failure(boot, boot.endAt ?? boot.startAt);
    case "up":
    case "ready": {
      const [durationNs, readyNs] = [bootDuration(boot), readyDuration(boot)];
      const end = deathsOf(boot).find(({ of }) => of === "container");
      return {
        kind: "up",
        ...omitUndefined({ durationNs, readyNs }),
        by: boot.upBy ?? "exec",
        losses: boot.losses,
        ...omitUndefined({ end: end && told(end) }),
      };
    }
    case "partial": {
      const [end] = deathsOf(boot);
      return {
        kind: "partial",
        losses: boot.losses,
        ...omitUndefined({ end: end && told(end) }),
        ...omitUndefined({ furthestPhase: boot.furthestPhase }),
      };
    }
  }
}

/** What usually goes wrong at a failure; undefined where nothing is usual: a process that was killed made no mistake. */
export function usualCause(verdict: Verdict): Cause | undefined {
  if (verdict.kind !== "failed") return undefined;
  const { death, furthestPhase, isNeverBooted } = verdict;
  if (
    death !== undefined &&
    (death.end.kind !== "code" ||
      !(isNeverBooted ? ["launcher", "runtime"] : ["container"]).includes(death.of))
  )
    return undefined;
  return causeAfter(furthestPhase ?? "");
}
