import type { SyscallArgument, SyscallEvent } from "../../domain/event.ts";
import type { Instant } from "../../domain/time.ts";
import type { OciProcess } from "./draft.ts";

const MS_BIND = 0x1000n;
const MS_MOVE = 0x2000n;
const PR_SET_SECCOMP = 22n;
const SECCOMP_MODE_FILTER = 2n;
const SECCOMP_SET_MODE_FILTER = 1n;
const O_ACCMODE = 3n;
const O_WRONLY = 1n;

const IDENTITY: ReadonlySet<string> = new Set([
  "setuid",
  "setgid",
  "setreuid",
  "setregid",
  "setresuid",
  "setresgid",
  "setgroups",
  "capset",
]);

const hasFlag = (flags: SyscallArgument, flag: bigint) => typeof flags === "bigint" && (flags & flag) !== 0n;

/** Of calls that leave for a new root; a mount does where it moves one. */
const leavesRoot = ({ name, parameters }: SyscallEvent) =>
  name === "pivot_root" || name === "chroot" || (name === "mount" && hasFlag(parameters["flags"], MS_MOVE));

/** The fifo that init waits at: opened for writing, by its name or by a link to an open file. */
const opensFifo = ({ name, parameters }: SyscallEvent) => {
  const { path, flags } = parameters;
  return (
    name === "openat" &&
    typeof path === "string" &&
    typeof flags === "bigint" &&
    (flags & O_ACCMODE) === O_WRONLY &&
    (path.endsWith("/exec.fifo") || /^\/proc\/(?:self|thread-self)\/fd\/\d+$/.test(path))
  );
};

/** Takes in a system call of a process that sets itself up. Those of one process come in the order of their ends. */
export function passLandmark(process: OciProcess, call: SyscallEvent): void {
  process.hasCalls = true;
  const { landmarks } = process;
  const begins = call.enterAt ?? call.at;
  if (call.name === "mount") {
    landmarks.firstMount ??= begins;
    const { source, target } = call.parameters;
    if (typeof source === "string" && source === target && hasFlag(call.parameters["flags"], MS_BIND))
      if (source.startsWith("/") && source !== "/") process.rootfs ??= source;
  }
  if (leavesRoot(call)) landmarks.pivot ??= begins;
  if (call.when === "exit") endCall(process, call, call.at);
}

function endCall(process: OciProcess, call: SyscallEvent, at: Instant): void {
  const { landmarks } = process;
  const { name, parameters, result } = call;
  const isGood = result !== undefined && result >= 0n;
  const isReturnOfChild =
    /^(?:clone3?|fork|vfork)$/.test(name) && result === 0n && call.enterAt === undefined;
  if ((name === "unshare" || name === "setns" || isReturnOfChild) && landmarks.firstMount === undefined)
    landmarks.namespaces = at;
  if (landmarks.pivot !== undefined) {
    if (leavesRoot(call) && isGood) landmarks.rootLeft ??= at;
    else if (name === "umount2" && isGood) landmarks.rootChanged ??= at;
    else if (name === "mount" || name === "sethostname") landmarks.masked = at;
    if (IDENTITY.has(name)) landmarks.capability = at;
    if (opensFifo(call) && isGood) landmarks.fifo = at;
  }
  if (name === "sethostname" && typeof parameters["name"] === "string")
    process.newHostname = parameters["name"];
  if (loadsFilter(call)) landmarks.filter = at;
}

/** libseccomp asks five times for what the kernel knows, and fails each time: only a filter that was loaded counts. */
const loadsFilter = ({ name, parameters, result }: SyscallEvent) =>
  result !== undefined &&
  result >= 0n &&
  ((name === "seccomp" && parameters["op"] === SECCOMP_SET_MODE_FILTER) ||
    (name === "prctl" &&
      parameters["option"] === PR_SET_SECCOMP &&
      parameters["arg2"] === SECCOMP_MODE_FILTER));
