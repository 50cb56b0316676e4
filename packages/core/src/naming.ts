import type { NameSource } from "./boot.ts";
import type { BootDraft, Process } from "./draft.ts";

/** The haco file of `haconiwa run [options] FILE [-- COMMAND]`: options may take values, so only `run FILE` names one without its ending. */
export function hacoFileOf(argv: readonly string[] | undefined, cwd: string | undefined): string | undefined {
  if (argv === undefined) return undefined;
  const end = argv.indexOf("--");
  const own = argv.slice(1, end === -1 ? undefined : end);
  const file = own.find((argument) => argument.endsWith(".haco")) ?? (own.length === 2 ? own[1] : undefined);
  if (file === undefined || file.startsWith("/") || cwd === undefined) return file;
  return joinPath(cwd, file);
}

function joinPath(folder: string, file: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${file}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

const baseName = (file: string) => (file.split("/").at(-1) ?? file).replace(/\.haco$/, "");

/**
 * The UTS hostname that haconiwa gave the container: seen from phase 17 on,
 * in a UTS namespace that is not the host's.
 */
export function containerHostname({ run, container }: BootDraft): string | undefined {
  const named = [17, 18, 19, 20, 21].flatMap((code) => container?.passes.get(code)?.hostname ?? [])[0];
  if (named === undefined || named === "") return undefined;
  const uts = container?.namespaces?.uts;
  const outside = run.launcher?.namespaces?.uts;
  const own =
    uts !== undefined && outside !== undefined
      ? uts !== outside
      : named !== run.launcher?.hostname && named !== run.source.hostName;
  return own ? named : undefined;
}

const realComm = (process: Process | undefined) =>
  process?.comm === "" || process?.comm === "<...>" ? undefined : process?.comm;

/** No probe carries the container's name: take the best source there is. */
export function nameBoot(
  boot: BootDraft,
  hacoFile: string | undefined,
): { container: string; containerSource: NameSource } {
  const hostname = containerHostname(boot);
  if (hostname !== undefined) return { container: hostname, containerSource: "hostname" };
  const pidFile = boot.facts.get("pid-file-name");
  if (pidFile !== undefined) return { container: pidFile, containerSource: "pid-file" };
  const cgroup = boot.facts
    .get("cgroup")
    ?.split("/")
    .findLast((part) => part !== "");
  if (cgroup !== undefined) return { container: cgroup, containerSource: "cgroup" };
  if (hacoFile !== undefined) return { container: baseName(hacoFile), containerSource: "haco-file" };
  const comm = realComm(boot.supervisor) ?? realComm(boot.run.launcher) ?? realComm(boot.container);
  return { container: comm ?? "unknown", containerSource: "comm" };
}
