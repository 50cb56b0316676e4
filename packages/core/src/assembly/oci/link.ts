import { baseName, clientCommandOf, containerIdOf, idInCgroup, optionOf } from "../../domain/oci.ts";
import type { Instant } from "../../domain/time.ts";
import type { OciBoot, OciClient, OciExec, OciProcess } from "./draft.ts";
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
const isShim = ({ programExec }: OciProcess) => programExec?.program?.part === "shim";

/** Finds the engine's part in a boot that begins: by lineage, else the only client that may have asked for it. */
export function linkEngine(assembly: OciAssembly, boot: OciBoot): void {
  const engines = enginesAbove(boot.runtime);
  for (const engine of engines) lead(engine, boot);
  const [own] = engines.filter(isClient).toReversed();
  if (own) linkClient(assembly, boot, own, "lineage");
  else seekClient(assembly, boot);
}

/**
 * Looks once more who asked for a boot, now that its name or image is known: a daemon stands between the client and its
 * boot. Who asked for that name did; who asked for another did not; of several that may have nobody knows which.
 */
export function seekClient(assembly: OciAssembly, boot: OciBoot): void {
  if (boot.isTold || boot.client?.by === "lineage" || !enginesAbove(boot.runtime).some(isShim)) return;
  unlinkClient(assembly, boot);
  const name = boot.facts.get("container-name");
  const candidates = [...assembly.clients].filter((client) => mayHaveAsked(client, boot));
  const named = candidates.filter((client) => name !== undefined && askedFor(client)?.name === name);
  const [only, another] = named.length > 0 ? named : candidates;
  if (only !== undefined && another === undefined)
    linkClient(assembly, boot, only, named.length > 0 ? "name" : "time");
}

const askedFor = ({ programExec }: OciProcess) => clientCommandOf(programExec?.argv);

function mayHaveAsked(client: OciProcess, { exec, facts }: OciBoot): boolean {
  const [asked, { programExec, exit }] = [askedFor(client), client];
  if (asked === undefined || programExec === undefined || exit !== undefined) return false;
  if (exec.at - programExec.at > CLIENT_WAIT) return false;
  const is = (told: string | undefined, fact: string | undefined) =>
    told === undefined || fact === undefined || told === fact;
  return is(asked.name, facts.get("container-name")) && is(asked.image, facts.get("image"));
}

function linkClient(assembly: OciAssembly, boot: OciBoot, process: OciProcess, by: OciClient["by"]): void {
  if (process.programExec === undefined) return;
  if (by !== "lineage") lead(process, boot);
  assembly.clients.delete(process);
  boot.client = { process, exec: process.programExec, by };
}

function unlinkClient({ clients }: OciAssembly, boot: OciBoot): void {
  const { client, processes } = boot;
  if (client === undefined) return;
  const { process } = client;
  process.led.splice(process.led.indexOf(boot), 1);
  processes.splice(processes.indexOf(process), 1);
  clients.add(process);
  delete boot.client;
}

function lead(engine: OciProcess, boot: OciBoot): void {
  engine.led.push(boot);
  boot.processes.push(engine);
}

/** What the engine's daemons did between the client's exec and the runtime's. */
function fileDaemons(assembly: OciAssembly, boot: OciBoot, since: Instant): void {
  for (const event of assembly.daemonEvents) {
    if (event.at < since || event.at > boot.exec.at) continue;
    fileOfDaemon(assembly, boot, event);
    if (event.kind === "syscall" && event.name === "mount" && event.when === "exit")
      boot.engineMount ??= event.enterAt ?? event.at;
  }
}

/** Everything that led to a boot is filed under it. */
export function fileEngine(assembly: OciAssembly, boot: OciBoot): void {
  if (boot.client) fileDaemons(assembly, boot, boot.client.exec.at);
  for (const process of boot.processes) if (process.led.includes(boot)) fileHeld(assembly, process, boot);
}
