import type { ExecEvent } from "./event.ts";

/** Container runtimes that follow the OCI specification, by the names of their programs. */
export const RUNTIMES: ReadonlySet<string> = new Set(["runc", "crun", "youki"]);
/** What an engine's user starts. */
const CLIENTS: ReadonlySet<string> = new Set(["docker", "podman", "ctr", "nerdctl", "crictl"]);
/** What stands between an engine and its runtimes. */
const SHIMS: ReadonlySet<string> = new Set([
  "conmon",
  "containerd-shim",
  "containerd-shim-runc-v1",
  "containerd-shim-runc-v2",
]);
/** Programs that lead to boots, beside the runtimes. */
export const ENGINE_PROGRAMS: ReadonlySet<string> = new Set([...CLIENTS, ...SHIMS]);
/** Engines' own: they last, and no boot is theirs. Docker's is a hook as well. */
const DAEMONS: ReadonlySet<string> = new Set(["dockerd", "containerd", "crio", "docker-proxy", "kubelet"]);
const NETWORK_HELPERS: ReadonlySet<string> = new Set([
  "netavark",
  "aardvark-dns",
  "slirp4netns",
  "pasta",
  "passt",
]);
const CNI_FOLDER = /\/cni\/(?:bin\/)?[^/]+$/;

/** What a program is to containers. A shim stands between the engine and the runtime: containerd-shim, conmon. */
export type ProgramPart = "runtime" | "client" | "shim" | "network-helper";
export type Program = { readonly name: string; readonly part: ProgramPart };

export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
/** By which a program is told of: what ends with a slash is told whole. */
export const shortName = (path: string): string => baseName(path) || path;

/** What a file that containers are configured by belongs to: the bundle of an OCI runtime, or haconiwa. */
export const configuredBy = (path: string | undefined): "bundle" | "haco" =>
  path !== undefined && baseName(path) === "config.json" ? "bundle" : "haco";
/** A link of /proc says nothing of what was executed: then the program's own first argument does. */
const isUnnamed = (file: string) =>
  /^\/(?:proc\/[^/]+\/(?:exe|fd\/\d+)|dev\/fd\/\d+)$/.test(file) || file === "";

/** What people would call the program that was executed. */
export function programName({ file, argv }: Pick<ExecEvent, "file" | "argv">): string {
  const first = argv?.[0];
  return baseName(isUnnamed(file) && first !== undefined && first !== "" ? first : file);
}

function partOf(name: string, path: string): ProgramPart | undefined {
  if (RUNTIMES.has(name)) return "runtime";
  if (CLIENTS.has(name)) return "client";
  if (SHIMS.has(name) || name.startsWith("containerd-shim")) return "shim";
  return NETWORK_HELPERS.has(name) || CNI_FOLDER.test(path) ? "network-helper" : undefined;
}

/** Somebody told the collector that it is a runtime, whatever it is called. */
const isNamedRuntime = (name: string, { root }: Pick<ExecEvent, "root">): boolean =>
  root !== undefined && !DAEMONS.has(name);

/**
 * What was executed, if it boots containers or helps with it: by the inode that the collector knows, else by name, for
 * runtimes also execute copies of themselves that nobody knows the inode of.
 */
export function programOf(event: Pick<ExecEvent, "file" | "argv" | "root">): Program | undefined {
  const name = event.root === undefined ? programName(event) : baseName(event.root);
  const part =
    partOf(name, event.root ?? event.file) ?? (isNamedRuntime(name, event) ? "runtime" : undefined);
  return part && { name, part };
}

/** Options before a subcommand that take a value, of runtimes and clients. */
const GLOBAL_VALUES: ReadonlySet<string> = new Set([
  "--root",
  "--runroot",
  "--log",
  "--log-format",
  "--log-level",
  "--criu",
  "--rootless",
  "--cgroup-manager",
  "--host",
  "-H",
  "--config",
  "--context",
  "-c",
  "-l",
  "--storage-driver",
  "--storage-opt",
  "--events-backend",
  "--runtime",
  "--tmpdir",
  "--network-config-dir",
  "--volumepath",
  "--address",
  "-a",
  "--namespace",
  "-n",
  "--tlscacert",
  "--tlscert",
  "--tlskey",
]);

/** A command line after its subcommand. */
export type Command = { readonly name: string; readonly rest: readonly string[] };

/** The subcommand: the first argument that is neither an option nor the value of one. */
export function commandOf(argv: readonly string[] | undefined): Command | undefined {
  if (argv === undefined) return undefined;
  for (let n = 1; n < argv.length; n++) {
    const argument = argv[n] ?? "";
    if (GLOBAL_VALUES.has(argument)) n++;
    else if (!argument.startsWith("-")) return { name: argument, rest: argv.slice(n + 1) };
  }
  return undefined;
}

/** The value of an option, written `--option value` or `--option=value`; the first of them. */
export function optionOf(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [n, argument] of args.entries()) {
    if (names.includes(argument)) return args[n + 1];
    const name = names.find((each) => each.startsWith("--") && argument.startsWith(`${each}=`));
    if (name !== undefined) return argument.slice(name.length + 1);
  }
  return undefined;
}

/** Subcommands of a runtime with which it boots a container. */
export const bootsContainer = (command: Command | undefined): boolean =>
  command !== undefined && (command.name === "create" || command.name === "run");

/** A known runtime's program was executed, and boots a container. */
export const isContainerBoot = (event: Pick<ExecEvent, "file" | "argv" | "root">): boolean =>
  event.root !== undefined && programOf(event)?.part === "runtime" && bootsContainer(commandOf(event.argv));

/** The container's id: the last argument; undefined where the command line was cut off before it. */
export function containerIdOf(event: Pick<ExecEvent, "argv" | "argvTruncated">): string | undefined {
  const last = event.argvTruncated === true ? undefined : event.argv?.at(-1);
  return last === undefined || last === "" || last.startsWith("-") ? undefined : last;
}

/** The id in the last part of a cgroup's path: `ID`, `docker-ID.scope`, `libpod-ID`, `cri-containerd-ID.scope`. */
export function idInCgroup(path: string): string | undefined {
  const leaf = baseName(path).replace(/\.scope$/, "");
  const id = /(?:^|-)([0-9a-f]{64})$/.exec(leaf)?.[1];
  return id ?? (leaf === "" ? undefined : leaf);
}

/** An id that no person chose. */
export const isGeneratedId = (id: string): boolean =>
  /^[0-9a-f]{12,}$/.test(id) || /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

/** Options of `docker run` and `podman run` that take no value. */
const RUN_FLAGS: ReadonlySet<string> = new Set([
  "--detach",
  "--disable-content-trust",
  "--help",
  "--http-proxy",
  "--init",
  "--interactive",
  "--no-healthcheck",
  "--no-hosts",
  "--oom-kill-disable",
  "--privileged",
  "--publish-all",
  "--quiet",
  "--read-only",
  "--replace",
  "--rm",
  "--rmi",
  "--sig-proxy",
  "--tls-verify",
  "--tty",
  // Podman's
  "--env-host",
  "--no-hostname",
  "--passwd",
  "--read-only-tmpfs",
  "--rootfs",
  "--unsetenv-all",
  // ctr's
  "--allow-new-privs",
  "--cni",
  "--net-host",
  "--no-pivot",
  "--null-io",
  "--runc-systemd-cgroup",
  "--seccomp",
]);
/** `-p 80:80` takes the next argument, `-p80:80` and `--publish=80:80` have theirs. */
const takesNext = (option: string) =>
  option.startsWith("--") ? !option.includes("=") && !RUN_FLAGS.has(option) : /^-[^ditPq]$/.test(option);

/** Where the first operand stands: what follows the image is the container's command line. */
function operandIn(args: readonly string[]): number {
  for (let n = 0; n < args.length; n++) {
    const argument = args[n] ?? "";
    if (argument === "--") return n + 1;
    if (!argument.startsWith("-")) return n;
    if (takesNext(argument)) n++;
  }
  return args.length;
}

/** What a client's command line says of the container that it boots. */
export type ClientCommand = { readonly name?: string; readonly image?: string };

/** Undefined where the client boots nothing: `docker ps`. */
export function clientCommandOf(argv: readonly string[] | undefined): ClientCommand | undefined {
  let command = commandOf(argv);
  if (command && ["container", "containers", "c", "task", "tasks", "t"].includes(command.name))
    command = commandOf(["", ...command.rest]);
  if (command === undefined) return undefined;
  const { rest } = command;
  switch (command.name) {
    case "run": {
      const at = operandIn(rest);
      const [name, image] = [optionOf(rest.slice(0, at), "--name"), rest[at]];
      return { ...(name === undefined ? {} : { name }), ...(image === undefined ? {} : { image }) };
    }
    case "start":
    case "restart": {
      const name = rest.find((argument) => !argument.startsWith("-"));
      return name === undefined || isGeneratedId(name) ? {} : { name };
    }
    case "compose":
    case "play":
    case "kube":
    case "up":
      return {};
    default:
      return undefined;
  }
}
