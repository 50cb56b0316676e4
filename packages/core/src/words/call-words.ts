import type { Call } from "../domain/detail.ts";
import type { SyscallArgument } from "../domain/event.ts";
import * as flags from "./call-flags.ts";
import type { Bits, Names } from "./call-flags.ts";
import { callText } from "./call-text.ts";
import { errnoName } from "./errno.ts";
import { signalName } from "./signal.ts";

type Writer = (value: bigint) => string;
/** What decides how another parameter is to be read. */
type Parameters = Call["parameters"];

const hex = (value: bigint) => `0x${value.toString(16)}`;
/** The lower 32 bits, signed: recorders write an int as either. */
const asInt = (value: bigint) => BigInt.asIntN(32, value);

/** Names of the bits that are set, joined by |, and what has no name in hexadecimal; `none` for 0. */
function bitsText(value: bigint, table: Bits, none = "0"): string {
  let rest = BigInt.asUintN(64, value);
  if (rest === 0n) return none;
  const names: string[] = [];
  for (const [name, bit] of table) {
    if ((rest & bit) !== bit) continue;
    names.push(name);
    rest &= ~bit;
  }
  if (rest !== 0n) names.push(hex(rest));
  return names.join("|");
}

const ofBits =
  (table: Bits): Writer =>
  (value) =>
    bitsText(value, table);
const ofNames =
  (names: Names): Writer =>
  (value) =>
    names[Number(value)] ?? String(value);

const AT_FDCWD = -100n;
const descriptor: Writer = (value) => (asInt(value) === AT_FDCWD ? "AT_FDCWD" : String(asInt(value)));
const mode: Writer = (value) => `0${value.toString(8)}`;
const signal: Writer = (value) => (value === 0n ? "0" : signalName(Number(value)));
const int: Writer = (value) => String(asInt(value));

const SIGNAL_BITS = 0xffn;
/** clone tells with its flags the signal that its child's end sends. */
const cloneFlags: Writer = (value) => {
  const sent = value & SIGNAL_BITS;
  const rest = value & ~SIGNAL_BITS;
  if (sent === 0n) return bitsText(rest, flags.CLONE);
  const name = sent === 17n ? "SIGCHLD" : signalName(Number(sent));
  return rest === 0n ? name : `${bitsText(rest, flags.CLONE)}|${name}`;
};
const namespaceFlags = ofBits([...flags.CLONE, ...flags.CLONE_NEWTIME]);
const mountFlags: Writer = (value) =>
  bitsText((value & flags.MS_MGC_MSK) === flags.MS_MGC_VAL ? value & ~flags.MS_MGC_MSK : value, flags.MOUNT);
const openFlags: Writer = (value) => {
  const access = flags.ACCESS_MODES[Number(value & 3n)] ?? hex(value & 3n);
  const rest = bitsText(value & ~3n, flags.OPEN, "");
  return rest === "" ? access : `${access}|${rest}`;
};
const FUTEX_COMMAND = 0x7fn;
const futexOp: Writer = (value) => {
  const rest = bitsText(value & ~FUTEX_COMMAND, flags.FUTEX, "");
  const op = ofNames(flags.FUTEX_OPS)(value & FUTEX_COMMAND);
  return rest === "" ? op : `${op}|${rest}`;
};

/** Of parameters that mean the same wherever they stand. */
const COMMON: Readonly<Record<string, Writer>> = {
  dfd: descriptor,
  from_dfd: descriptor,
  to_dfd: descriptor,
  olddirfd: descriptor,
  newdirfd: descriptor,
  fd: int,
  pid: int,
  mode,
  sig: signal,
  exit_signal: (value) => (value === 17n ? "SIGCHLD" : signal(value)),
  family: ofNames(flags.FAMILIES),
  resource: ofNames(flags.RESOURCES),
  message: ofNames(flags.NETLINK_MESSAGES),
  prot: ofBits(flags.PROT),
  attr_flags: ofBits(flags.MOUNT_ATTR),
};

const AT = { flags: ofBits(flags.AT) };
/** Of parameters of one call. */
const CALLS: Readonly<Record<string, Readonly<Record<string, Writer>>>> = {
  clone: { flags: cloneFlags },
  clone3: { flags: namespaceFlags },
  unshare: { flags: namespaceFlags },
  setns: { nstype: namespaceFlags },
  mount: { flags: mountFlags },
  umount2: { flags: ofBits(flags.UMOUNT) },
  open_tree: { flags: ofBits(flags.OPEN_TREE) },
  move_mount: { flags: ofBits(flags.MOVE_MOUNT) },
  fsopen: { flags: ofBits(flags.FSOPEN) },
  fsconfig: { cmd: ofNames(flags.FSCONFIG_COMMANDS), aux: int },
  fsmount: { flags: ofBits(flags.FSMOUNT) },
  fspick: { flags: ofBits(flags.FSPICK) },
  mount_setattr: AT,
  execveat: AT,
  statx: AT,
  unlinkat: AT,
  faccessat2: AT,
  linkat: AT,
  seccomp: { op: ofNames(flags.SECCOMP_OPS), flags: ofBits(flags.SECCOMP) },
  prctl: { option: ofNames(flags.PRCTLS) },
  wait4: { options: ofBits(flags.WAIT) },
  waitid: { which: ofNames(flags.WAITID_TYPES), options: ofBits(flags.WAIT) },
  open: { flags: openFlags },
  openat: { flags: openFlags },
  flock: { operation: ofBits(flags.FLOCK) },
  mmap: { flags: ofBits(flags.MAP) },
  futex: { op: futexOp },
  keyctl: { op: ofNames(flags.KEYCTLS) },
};

const PR_CAPBSET_READ = 23n;
const PR_CAPBSET_DROP = 24n;
const PR_SET_SECCOMP = 22n;
const SECCOMP_MODES: Names = { 1: "SECCOMP_MODE_STRICT", 2: "SECCOMP_MODE_FILTER" };

/** The second argument of prctl means what the first one says. */
function prctlArgument(value: bigint, { option }: Parameters): string {
  if (option === PR_CAPBSET_READ || option === PR_CAPBSET_DROP) return ofNames(flags.CAPABILITIES)(value);
  if (option === PR_SET_SECCOMP) return ofNames(SECCOMP_MODES)(value);
  return value > 0xffffn ? hex(value) : String(value);
}

function integerText(call: string, name: string, value: bigint, parameters: Parameters): string {
  if (call === "prctl" && name === "arg2") return prctlArgument(value, parameters);
  const write = CALLS[call]?.[name] ?? COMMON[name];
  if (write !== undefined) return write(value);
  return name === "flags" ? (value === 0n ? "0" : hex(value)) : String(BigInt.asIntN(64, value));
}

/** A parameter as it would be written in C; one that could not be read is "?". */
function valueText(call: string, name: string, value: SyscallArgument, parameters: Parameters): string {
  if (value === undefined) return "?";
  return typeof value === "string" ? JSON.stringify(value) : integerText(call, name, value, parameters);
}

/** A call's parameters by their names, as a person reads them. `isText`: a path or another text of the program's own. */
export const parametersInWords = ({
  name: call,
  parameters,
}: Pick<Call, "name" | "parameters">): readonly (readonly [name: string, value: string, isText?: true])[] =>
  Object.entries(parameters).map(([name, value]) =>
    typeof value === "string"
      ? [name, valueText(call, name, value, parameters), true]
      : [name, valueText(call, name, value, parameters)],
  );

/** A call as it would be written: `mount("proc", "/proc", "proc", MS_NOSUID|MS_NODEV)`. */
export const callInWords = (call: Pick<Call, "name" | "parameters">): string =>
  callText({ name: call.name, told: parametersInWords(call) });

/** What it returned: a number, the name of its error, or nothing where nobody saw. */
export function resultInWords({ result }: Pick<Call, "result">): string | undefined {
  if (result === undefined) return undefined;
  return result < 0n && result > -4_096n ? `-${errnoName(Number(-result))}` : String(result);
}
