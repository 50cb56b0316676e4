import { baseName, clientCommandOf, containerIdOf, idInCgroup, optionOf } from "../../domain/oci.ts";
import type { Instant } from "../../domain/time.ts";
import type { OciBoot, OciExec, OciProcess } from "./draft.ts";
import { fileHeld, fileOfDaemon } from "./filing.ts";
import { initOf } from "./process.ts";
import type { OciAssembly } from "./state.ts";

/** So long before a runtime a client may have been started that has no other link to it, ns. */
const CLIENT_WAIT = 60_000_000_000n;

/** The engine's processes above a process, from the inside out. */
export function enginesAbove(process: OciProcess): readonly OciProcess[] {
  const engines: OciProcess[] = [];
  for (let each = process.parent; each; each = each.parent) engines.push(each);
  return engines;
}

export const bundleOf = ({ exec }: OciBoot): string | undefined =>
  optionOf(exec.command.rest, "--bundle", "-b");

/** The container's id by the command line; where that was cut off, by its bundle or its cgroup. */
export function idOfContainer(boot: OciBoot): string | undefined {
  const bundle = bundleOf(boot);
  const cgroup = initOf(boot)?.attached?.path;
  return (
    containerIdOf(boot.exec) ??
    (bundle === undefined ? undefined : baseName(bundle)) ??
    (cgroup === undefined ? undefined : idInCgroup(cgroup))
  );
}

/** The boot that a `start` goes on with: the newest of its runtime and id that waits for one. */
export function bootStartedBy({ boots }: OciAssembly, exec: OciExec): OciBoot | undefined {
  const id = containerIdOf(exec);
  return [...boots].findLast(
    (boot) =>
      boot.exec.command.name === "create" &&
      boot.exec.program.name === exec.program?.name &&
      boot.starter === undefined &&
      boot.up === undefined &&
      id !== undefined &&
      idOfContainer(boot) === id,
  );
}

const isClient = ({ programExec }: OciProcess) => programExec?.program?.part === "client";

/** Finds the engine's part in a boot that begins: by lineage, else the only client that may have asked for it. */
export function linkEngine(assembly: OciAssembly, boot: OciBoot): void {
  const engines = enginesAbove(boot.runtime);
  for (const engine of engines) lead(engine, boot);
  const [own] = engines.filter(isClient).toReversed();
  const hasShim = engines.some(({ programExec }) => programExec?.program?.part === "shim");
  const asked = own ?? (hasShim ? onlyClient(assembly, boot) : undefined);
  if (asked?.programExec === undefined) return;
  if (asked !== own) lead(asked, boot);
  assembly.clients.delete(asked);
  boot.client = { process: asked, exec: asked.programExec, isGuessed: asked !== own };
  fileDaemons(assembly, boot, asked.programExec.at);
}

function lead(engine: OciProcess, boot: OciBoot): void {
  engine.led.push(boot);
  boot.processes.push(engine);
}

/** A daemon stands between the client and its boot: of several clients nobody knows which. */
function onlyClient({ clients }: OciAssembly, { exec }: OciBoot): OciProcess | undefined {
  const candidates = [...clients].filter(
    ({ programExec, exit }) =>
      programExec !== undefined &&
      exit === undefined &&
      exec.at - programExec.at <= CLIENT_WAIT &&
      clientCommandOf(programExec.argv) !== undefined,
  );
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** What the engine's daemons did between the client's exec and the runtime's. */
function fileDaemons(assembly: OciAssembly, boot: OciBoot, since: Instant): void {
  for (const event of assembly.daemonEvents) {
    if (event.at < since) continue;
    fileOfDaemon(assembly, boot, event);
    if (event.kind === "syscall" && event.name === "mount" && event.when === "exit")
      boot.engineMount ??= event.enterAt ?? event.at;
  }
}

/** Everything that led to a boot is filed under it. */
export function fileEngine(assembly: OciAssembly, boot: OciBoot): void {
  for (const process of boot.processes) if (process.led.includes(boot)) fileHeld(assembly, process, boot);
}
