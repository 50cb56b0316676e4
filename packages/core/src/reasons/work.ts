import { HACONIWA } from "../domain/boot.ts";
import type { Call, Helper } from "../domain/detail.ts";
import { baseName } from "../domain/oci.ts";
import type { ReasonSlug } from "../domain/reason.ts";
import { hooksOf, isHookSlug } from "../domain/span.ts";

/** Names of system calls, as the kernel calls them, by the work that they do. */
const CALLS: readonly (readonly [ReasonSlug, readonly string[]])[] = [
  ["grace-period", ["umount2", "umount", "pivot_root", "unshare", "setns"]],
  [
    "many-mounts",
    ["mount", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"],
  ],
  [
    "network",
    ["socket", "connect", "bind", "sendto", "sendmsg", "recvmsg", "recvfrom", "setsockopt", "getsockname"],
  ],
  [
    "security",
    [
      ...["seccomp", "capset", "prctl", "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid"],
      ...["setgroups", "setfsuid", "setfsgid", "keyctl", "landlock_restrict_self"],
    ],
  ],
  ["slow-exec", ["execve", "execveat"]],
];
const BY_NAME: ReadonlyMap<string, ReasonSlug> = new Map(
  CALLS.flatMap(([slug, names]) => names.map((name) => [name, slug] as const)),
);

/** Of one mount so much is its source's, not due to there being many: ns. */
const SLOW_MOUNT = 20_000_000n;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET of linux/sched.h. */
const CLONE_NEW = 0x7e02_0000n;

/** Parameters that name a file. */
const PATHS = ["path", "target", "pathname", "filename", "new_root", "source"] as const;
/** The file that a call is about, or its source. */
export function pathOfCall({ parameters }: Pick<Call, "parameters">): string | undefined {
  for (const name of PATHS) {
    const value = parameters[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** What a mount waited for, where that is a folder or another machine's; else what it was mounted on. */
export function sourceOfMount(call: Pick<Call, "parameters">): string | undefined {
  const { source } = call.parameters;
  return typeof source === "string" && source.includes("/") ? source : pathOfCall(call);
}

const isCgroupPath = (path: string | undefined) =>
  path !== undefined && (/^\/sys\/fs\/cgroup\b/.test(path) || /(^|\/)cgroup\.[a-z.]+$/.test(path));

/** What a call's time is spent on, where its name tells: `ns` is how long it took. */
export function workOfCall(call: Call, ns: bigint): ReasonSlug | undefined {
  const known = BY_NAME.get(call.name);
  if (known === "many-mounts") return ns >= SLOW_MOUNT ? "slow-mount" : known;
  if (known !== undefined) return known;
  const { flags } = call.parameters;
  if (call.name === "clone" || call.name === "clone3")
    return typeof flags === "bigint" && (flags & CLONE_NEW) !== 0n ? "grace-period" : undefined;
  const path = pathOfCall(call);
  if (isCgroupPath(path)) return "cgroup";
  return path?.endsWith("exec.fifo") === true ? "engine-wait" : undefined;
}

/** Programs that set up networks, or map users: a runtime's own, no hooks. */
const NETWORK_PROGRAMS =
  /^(ip|ip6?tables(-.+)?|nft|brctl|bridge|netavark|slirp4netns|pasta|dhclient|lxc-.+)$/;
const ID_PROGRAMS = /^new[ug]idmap$/;

/** haconiwa has its shells say what they are about to run. */
const ANNOUNCED = /^\( echo Running [^;]*;/;
const SHELLS = new Set(["sh", "bash", "dash", "ash", "busybox", "env"]);
/** What a person knows a process by: its program, and of a shell's what the shell was told to run. */
export function programOf({ command, file }: Pick<Helper, "command" | "file">): string {
  const program = baseName(command[0] ?? file ?? "");
  if (!SHELLS.has(program)) return program || baseName(file ?? "") || "?";
  const told = command.slice(1).find((argument) => !argument.startsWith("-"));
  const first = told?.replace(ANNOUNCED, "").trim().split(/\s+/, 1)[0];
  return first === undefined || first === "" ? program : baseName(first);
}

/** haconiwa's hooks run in the process whose span it is; those of OCI runtimes are spans of their own. */
const hasHooks = (span: string, runtime: string) => runtime === HACONIWA && hooksOf(span).length > 0;

/** What the time of a program that ran in a span is spent on. */
export function workOfHelper(helper: Helper, span: string, runtime: string): ReasonSlug | undefined {
  if (isHookSlug(span)) return "slow-hook";
  if (span === "network" || span === "network-helper") return "network";
  if (span.split("-and-").some((each) => each === "evaluate" || each === "runtime-start")) return "evaluate";
  const program = programOf(helper);
  if (NETWORK_PROGRAMS.test(program)) return "network";
  if (ID_PROGRAMS.test(program)) return "supervisor-wait";
  return helper.lane === "hook" || hasHooks(span, runtime) ? "slow-hook" : undefined;
}

/** What the time of a span is spent on that nothing seen inside it claims: it does one kind of work. */
const SPANS: Readonly<Record<string, ReasonSlug>> = {
  "runtime-start": "slow-exec",
  spawn: "slow-exec",
  start: "slow-exec",
  exec: "slow-exec",
  evaluate: "evaluate",
  network: "network",
  cgroup: "cgroup",
  seccomp: "security",
  "wait-start": "engine-wait",
  "app-start": "app-start",
};
/**
 * What is left of a span is spent on. A hook of haconiwa is a block of Ruby, which no process and no call tells of: where
 * the calls of a span with hooks were seen, the rest of it is its hooks'.
 */
export function workOfSpan(slug: string, isSeen: boolean, runtime: string): ReasonSlug | undefined {
  if (isHookSlug(slug)) return "slow-hook";
  const [first = slug, second] = slug.split("-and-");
  // Of two spans that nobody told apart the work is known where both do the same.
  if (second !== undefined) {
    const [one, other] = [workOfSpan(first, isSeen, runtime), workOfSpan(second, isSeen, runtime)];
    return one === other ? one : undefined;
  }
  if (Object.hasOwn(SPANS, slug)) return SPANS[slug];
  // crun's container waits for the runtime there; others' start their program anew.
  if (slug === "init-start") return runtime === "crun" ? "supervisor-wait" : "slow-exec";
  if (slug === "capability" && runtime !== HACONIWA) return "security";
  return isSeen && hasHooks(slug, runtime) ? "slow-hook" : undefined;
}
