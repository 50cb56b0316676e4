import type { Boot, OciFacts, Outcome, ProcessEnd, Span } from "../../domain/boot.ts";
import type { LossReason } from "../../domain/event.ts";
import { landmarkConstant } from "../../domain/landmark.ts";
import { clientCommandOf, isGeneratedId, optionOf } from "../../domain/oci.ts";
import { omitUndefined } from "../../domain/omit-undefined.ts";
import { hookSpan, namedSpan, type PathEnd } from "../../domain/span.ts";
import { compareBigints, type Instant } from "../../domain/time.ts";
import type { Mutable } from "../draft.ts";
import { exitFacts } from "../tree.ts";
import { spansBefore } from "./before.ts";
import type { OciBoot, OciProcess } from "./draft.ts";
import { idsOf } from "./filing.ts";
import { hooksIn, lanesOf, processesOfOci, type Hook } from "./lanes.ts";
import { labelsOf } from "./labels.ts";
import { bundleOf, enginesAbove, idOfContainer } from "./link.ts";
import { populationOf } from "./naming.ts";
import { passedBy, pathOf } from "./path.ts";
import { initOf } from "./process.ts";
import type { OciAssembly } from "./state.ts";

/** How a boot ends, as far as it was seen. */
type Ending = {
  readonly upAt: Instant | undefined;
  readonly died: Instant | undefined;
  readonly losses: readonly LossReason[];
};

/** The boot as its events tell it now. Pure: the same drafts give the same boot. */
export function deriveOci(draft: OciBoot, assembly: OciAssembly): Boot {
  const { source } = assembly;
  const init = initOf(draft);
  const laneOf = lanesOf(draft, init);
  const ending = endingOf(draft, init);
  const { upAt, died, losses } = ending;
  const endAt = upAt ?? died;
  const hooks = hooksIn(draft, init, laneOf);
  const passed = passedBy(draft, init, endAt);
  const pathEnd = pathEndOf(ending);
  const path = pathOf({ boot: draft, passed, hooks, upAt, end: pathEnd, hasCalls: init?.hasCalls === true });
  const { processes, count } = processesOfOci(draft, init, laneOf);
  const ready = upAt === undefined ? undefined : draft.ready;
  const facts = factsOf(draft, init);
  const furthest = passed.at(-1);
  const exit = (init ?? draft.runtime).exit;
  const { exitCode, exitSignal } = exitFacts(exit);
  const wallOffset = draft.wallOffset ?? source.wallOffset;
  const boot: Mutable<Boot> = {
    ...idsOf(draft, assembly),
    hostId: source.hostId,
    hostName: source.hostName,
    kernelBootId: source.kernelBootId,
    sourceKind: source.kind,
    ...populationOf({ ...facts, ...omitUndefined({ chosen: chosenName(draft) }) }),
    generation: "oci",
    outcome: outcomeOf(ending, ready !== undefined),
    losses,
    startAt: draft.exec.at,
    startBy: "exec",
    lineage: draft.client?.by === "time" ? "guessed" : "lineage",
    processes,
    processCount: count,
    spans: [...spansBefore(draft), ...path, ...spansBeside(hooks, upAt, ready?.at)].sort((a, b) =>
      compareBigints(a.startAt, b.startAt),
    ),
    markCount: 0,
    oci: facts,
    ...omitUndefined({
      kernel: source.kernel,
      wallTime: wallOffset === undefined ? undefined : draft.exec.at + wallOffset,
      furthestPhase: furthest && landmarkConstant(furthest.slug),
      upAt,
      readyAt: ready?.at,
      readyPort: ready?.port,
      endAt,
      exitAt: exit?.at,
      exitCode,
      exitSignal,
      launcherArgv: draft.exec.argv,
      launcherTgid: draft.runtime.tgid,
      containerTgid: init?.tgid,
      command: draft.up?.exec.argv,
      hostname: init?.newHostname,
      namespaces: init?.namespaces,
      cgroup: draft.facts.get("cgroup") ?? init?.attached?.path,
      rootfs: draft.facts.get("rootfs") ?? init?.rootfs,
      cwd: draft.facts.get("cwd"),
      hacoFile: configFileOf(draft.facts.get("haco-hash") === undefined ? undefined : facts.bundle),
      hacoHash: draft.facts.get("haco-hash"),
      hacoText: draft.facts.get("haco-text"),
    }),
  };
  if (upAt !== undefined) boot.upBy = "exec";
  return boot;
}

/** The file that configures the container, where it has a place of its own: engines make bundles anew for each boot. */
const configFileOf = (bundle: string | undefined): string | undefined =>
  bundle === undefined || bundle.split("/").some(isGeneratedId) ? undefined : `${bundle}/config.json`;

/** Up is the workload's exec; a boot failed when its init, or a runtime that made none, ended before. */
function endingOf(boot: OciBoot, init: OciProcess | undefined): Ending {
  const upAt = boot.up?.exec.at;
  const death = upAt === undefined ? (init ?? boot.runtime).exit : undefined;
  const end = upAt ?? death?.at;
  const losses = new Set<LossReason>();
  for (const { reason, from, to } of boot.losses)
    if (to >= boot.exec.at && (end === undefined || from <= end)) losses.add(reason);
  if (death !== undefined && death.code === undefined && death.signal === undefined)
    losses.add("collector-away");
  if (boot.streamEnded && end === undefined) losses.add("stream-ended");
  return { upAt, died: losses.size > 0 ? undefined : death?.at, losses: [...losses] };
}

const pathEndOf = ({ upAt, died, losses }: Ending): PathEnd =>
  upAt !== undefined
    ? { kind: "reached" }
    : died !== undefined
      ? { kind: "died", at: died }
      : { kind: losses.length > 0 ? "unseen" : "open" };

function outcomeOf({ upAt, died, losses }: Ending, isReady: boolean): Outcome {
  if (losses.length > 0) return "partial";
  if (upAt !== undefined) return isReady ? "ready" : "up";
  return died === undefined ? "booting" : "failed";
}

/** What nobody waits for, and what comes after the boot. */
function spansBeside(
  hooks: readonly Hook[],
  upAt: Instant | undefined,
  readyAt: Instant | undefined,
): Span[] {
  const beside = hooks
    .filter(({ isAwaited }) => !isAwaited)
    .map(({ program, kind, startAt, endAt }): Span => {
      const { slug, ...facts } = hookSpan(program);
      const span = { ...facts, slug: `${slug}-poststart`, onPath: false, startAt, from: kind };
      return endAt === undefined
        ? { ...span, state: "open" }
        : { ...span, state: "closed", endAt, to: "exit" };
    });
  if (upAt === undefined || readyAt === undefined) return beside;
  return [
    ...beside,
    { ...namedSpan("app-start"), startAt: upAt, from: "exec", state: "closed", endAt: readyAt, to: "listen" },
  ];
}

const endOf = ({ exit }: OciProcess): ProcessEnd | undefined => {
  if (exit === undefined) return undefined;
  return exit.signal ? { signal: exit.signal } : omitUndefined({ code: exit.code });
};

/** Programs of engines are several: what their user knows them by. */
function engineOf(boot: OciBoot): string | undefined {
  const client = boot.client?.exec.program?.name;
  if (client === "docker" || client === "podman" || client === "nerdctl") return client;
  for (const { programExec } of enginesAbove(boot.runtime)) {
    const name = programExec?.program?.name;
    if (name === "conmon") return client ?? "podman";
    if (name?.startsWith("containerd-shim"))
      return optionOf(programExec?.argv ?? [], "-namespace") === "moby" ? "docker" : "containerd";
  }
  return client;
}

const chosenName = ({ client }: OciBoot): string | undefined =>
  client && clientCommandOf(client.exec.argv)?.name;

/** The engine's name for the container: conmon is told it. */
const nameBy = (boot: OciBoot): string | undefined => {
  const conmon = enginesAbove(boot.runtime).find(
    ({ programExec }) => programExec?.program?.name === "conmon",
  );
  return conmon && optionOf(conmon.programExec?.argv ?? [], "-n", "--name");
};

function factsOf(boot: OciBoot, init: OciProcess | undefined): OciFacts {
  const { facts, client, exec, runtime } = boot;
  const rootfs = init?.rootfs;
  const bundle = facts.get("bundle") ?? bundleOf(boot);
  return {
    runtime: exec.program.name,
    ...omitUndefined({
      engine: engineOf(boot),
      containerId: idOfContainer(boot),
      name: chosenName(boot) ?? nameBy(boot) ?? facts.get("container-name"),
      labels: labelsOf(facts.get("labels")),
      image: facts.get("image") ?? (client && clientCommandOf(client.exec.argv)?.image),
      // A bundle's root file system lies in it, unless its configuration says otherwise.
      bundle: bundle ?? (rootfs?.endsWith("/rootfs") ? rootfs.slice(0, -"/rootfs".length) : undefined),
      pod: facts.get("pod"),
      runtimeExit: endOf(runtime),
      engineExit: client && endOf(client.process),
      clientAt: client?.exec.at,
    }),
  };
}
