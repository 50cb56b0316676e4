import { callReader, ipv6Text } from "./decode-call.js";
import { frameReader } from "./frames.js";

// The layout is src/event.h's, whose sizes are asserted there; all of it is little-endian.

const SIZE = 0;
const KIND = 2;
const FLAGS = 3;
const CPU = 4;
const HOST_BYTES = 6;
const ARG_COUNT = 7;
const SEQ = 8;
const AT = 16;
const START_AT = 24;
const CGROUP_ID = 32;
const TGID = 40;
const TID = 44;
const PPID = 48;
const NSPID = 52;
const NAMESPACES = 56;
const COMM = 84;
const COMM_BYTES = 16;
const ATTACHMENT = 100;
const PROBE = 102;
const COMMON_BYTES = 104;

/** A call's beginning that its end tells of as well: see src/begun_calls.h. */
const NONE = 0;

const BAD_POINTER = 1;
const ARGV_TRUNCATED = 2;
const CORE_DUMPED = 4;
const ATTACHED_TO_CGROUP = 8;
const NO_STRING = 0xff;
const AF_INET6 = 10;

/** Reads records from one batch. A class, so that V8 keeps one shape for the state all the readers share. */
class Batch {
  constructor(buffer) {
    this.buffer = buffer;
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  u8(at) {
    return this.buffer[at];
  }

  u16(at) {
    return this.view.getUint16(at, true);
  }

  u32(at) {
    return this.view.getUint32(at, true);
  }

  u64(at) {
    return this.view.getBigUint64(at, true);
  }

  /** Below 2^53 for centuries of counting. */
  count(at) {
    return this.view.getUint32(at + 4, true) * 0x1_0000_0000 + this.view.getUint32(at, true);
  }

  text(from, bytes) {
    return bytes === 0 ? "" : this.buffer.utf8Slice(from, from + bytes);
  }
}

/** Most events come from few programs: four 32-bit words name a comm as well as its text does, and are cheaper to make. */
const COMM_CACHE_SIZE = 256;
const comms = Array.from({ length: COMM_CACHE_SIZE });

function readComm(batch, at) {
  const a = batch.u32(at);
  const b = batch.u32(at + 4);
  const c = batch.u32(at + 8);
  const d = batch.u32(at + 12);
  const slot = (a ^ (b >>> 3) ^ (c << 1) ^ (d >>> 5) ^ (a >>> 16)) & (COMM_CACHE_SIZE - 1);
  const known = comms[slot];
  if (known !== undefined && known.a === a && known.b === b && known.c === c && known.d === d)
    return known.text;
  let end = at;
  while (end < at + COMM_BYTES && batch.u8(end) !== 0) end += 1;
  const text = batch.text(at, end - at);
  comms[slot] = { a, b, c, d, text };
  return text;
}

function namespacesOf(batch, at) {
  return {
    pid: batch.u32(at),
    pidForChildren: batch.u32(at + 4),
    mnt: batch.u32(at + 8),
    uts: batch.u32(at + 12),
    ipc: batch.u32(at + 16),
    net: batch.u32(at + 20),
    user: batch.u32(at + 24),
  };
}

/**
 * What events of one process have in common, as it was made last: neighbours have the same, and are held together for as
 * long as their boot is. Words of the record tell whether it is the same.
 */
const ORIGIN_CACHE_SIZE = 64;
const ORIGIN_WORDS = (NAMESPACES - START_AT) / 4 + 7;
const origins = Array.from({ length: ORIGIN_CACHE_SIZE });
/** Of these words the four pids are numbers of the event's own. */
const isPid = (word) => word >= (TGID - START_AT) / 4 && word < (NAMESPACES - START_AT) / 4;
const TOLD_WORDS = Array.from({ length: ORIGIN_WORDS }, (_, word) => word).filter((word) => !isPid(word));

function originOf(batch, at, tgid) {
  const slot = tgid & (ORIGIN_CACHE_SIZE - 1);
  const known = origins[slot];
  if (known !== undefined) {
    let n = 0;
    while (n < TOLD_WORDS.length && known.words[n] === batch.u32(at + START_AT + 4 * TOLD_WORDS[n])) n += 1;
    if (n === TOLD_WORDS.length) return known;
  }
  const origin = {
    words: TOLD_WORDS.map((word) => batch.u32(at + START_AT + 4 * word)),
    startAt: batch.u64(at + START_AT),
    namespaces: namespacesOf(batch, at + NAMESPACES),
    cgroupId: batch.u64(at + CGROUP_ID),
  };
  origins[slot] = origin;
  return origin;
}

function readCommon(batch, kind, at, tail) {
  const hostBytes = batch.u8(at + HOST_BYTES);
  const tgid = batch.u32(at + TGID);
  const { startAt, namespaces, cgroupId } = originOf(batch, at, tgid);
  const event = {
    kind,
    seq: batch.count(at + SEQ),
    cpu: batch.u16(at + CPU),
    at: batch.u64(at + AT),
    tgid,
    tid: batch.u32(at + TID),
    ppid: batch.u32(at + PPID),
    nspid: batch.u32(at + NSPID),
    startAt,
    comm: readComm(batch, at + COMM),
    namespaces,
    cgroupId,
  };
  if (hostBytes > 0) event.hostname = batch.text(tail, hostBytes);
  return event;
}

function readProbe(batch, at) {
  const body = at + COMMON_BYTES;
  const tail = body + 40;
  const event = readCommon(batch, "probe", at, tail);
  const argCount = batch.u8(at + ARG_COUNT);
  const signed = batch.u8(body);
  const unread = batch.u8(body + 1);
  const stringArg = batch.u8(body + 2);
  const args = [];
  for (let i = 0; i < argCount; i += 1) {
    const from = body + 8 + 8 * i;
    if (unread & (1 << i)) args.push(undefined);
    else args.push(signed & (1 << i) ? batch.view.getBigInt64(from, true) : batch.u64(from));
  }
  if (stringArg !== NO_STRING) {
    const from = tail + batch.u8(at + HOST_BYTES);
    args[stringArg] = batch.text(from, at + batch.u16(at + SIZE) - from);
  }
  event.attachment = batch.u16(at + ATTACHMENT);
  event.probe = batch.u16(at + PROBE);
  event.args = args;
  if (batch.u8(at + FLAGS) & BAD_POINTER) event.badPointer = true;
  return event;
}

function readFork(batch, at) {
  const body = at + COMMON_BYTES;
  const event = readCommon(batch, "fork", at, body + 16);
  event.childTgid = batch.u32(body);
  event.childNspid = batch.u32(body + 4);
  event.childStartAt = batch.u64(body + 8);
  return event;
}

function readExec(batch, at) {
  const body = at + COMMON_BYTES;
  const tail = body + 32;
  const event = readCommon(batch, "exec", at, tail);
  const filenameBytes = batch.u16(body + 12);
  const argvBytes = batch.u16(body + 14);
  const filenameAt = tail + batch.u8(at + HOST_BYTES);
  const argv = batch.text(filenameAt + filenameBytes, argvBytes).split("\0");
  event.filename = batch.text(filenameAt, filenameBytes);
  event.argvTruncated = (batch.u8(at + FLAGS) & ARGV_TRUNCATED) !== 0;
  // Each argument ends in NUL, so behind the last one the split leaves an empty piece.
  if (argv.at(-1) === "") argv.pop();
  event.argv = argv;
  event.exeInode = batch.u64(body);
  event.exeDev = BigInt(batch.u32(body + 8));
  event.uid = batch.u32(body + 16);
  event.gid = batch.u32(body + 20);
  const attachment = batch.u16(at + ATTACHMENT);
  if (attachment !== 0) event.attachment = attachment;
  const root = batch.u32(body + 28);
  if (root !== 0) event.root = root;
  event.oldTid = batch.u32(body + 24);
  return event;
}

function readExit(batch, at) {
  const body = at + COMMON_BYTES;
  const event = readCommon(batch, "exit", at, body + 8);
  event.exitCode = batch.u32(body);
  event.exitSignal = batch.u32(body + 4);
  event.coreDumped = (batch.u8(at + FLAGS) & CORE_DUMPED) !== 0;
  return event;
}

function readListen(batch, at) {
  const body = at + COMMON_BYTES;
  const address = body + 4;
  const event = readCommon(batch, "listen", at, body + 24);
  const isInet6 = batch.u16(body) === AF_INET6;
  event.family = isInet6 ? "inet6" : "inet";
  event.port = batch.u16(body + 2);
  event.address = isInet6
    ? ipv6Text(Array.from({ length: 8 }, (_, i) => batch.view.getUint16(address + 2 * i)))
    : Array.from(batch.buffer.subarray(address, address + 4)).join(".");
  return event;
}

function readCgroup(batch, at) {
  const body = at + COMMON_BYTES;
  const tail = body + 16;
  const event = readCommon(batch, "cgroup", at, tail);
  const pathAt = tail + batch.u8(at + HOST_BYTES);
  const isAttached = (batch.u8(at + FLAGS) & ATTACHED_TO_CGROUP) !== 0;
  event.action = isAttached ? "attach" : "mkdir";
  event.path = batch.text(pathAt, at + batch.u16(at + SIZE) - pathAt);
  event.hierarchy = batch.u32(body);
  if (isAttached) {
    event.targetTgid = batch.u32(body + 4);
    const tid = batch.u32(body + 8);
    if (tid !== 0) event.targetTid = tid;
  }
  return event;
}

function readCall(batch, at, { readCallInto }) {
  const body = at + COMMON_BYTES;
  const tail = body + 80;
  const event = readCommon(batch, "syscall", at, tail);
  readCallInto(event, batch, body, tail + batch.u8(at + HOST_BYTES), batch.u8(at + FLAGS));
  return event;
}

const LEFT = ["runnable", "sleeping", "uninterruptible"];
const IN_IOWAIT = 16;
const THROTTLED = 32;

function readWait(batch, at, { framesOf }) {
  const body = at + COMMON_BYTES;
  const stack = body + 48;
  const event = readCommon(batch, "wait", at, stack + 192);
  const flags = batch.u8(at + FLAGS);
  const runnableAt = batch.u64(body + 8);
  const count = batch.u32(body + 32);
  const waker = batch.u32(body + 36);
  const depth = batch.u8(body + 41);
  event.from = batch.u64(body);
  if (runnableAt !== 0n) event.runnableAt = runnableAt;
  event.left = LEFT[batch.u8(body + 40)];
  if (flags & IN_IOWAIT) event.io = true;
  if (flags & THROTTLED) event.throttled = true;
  event.frames = framesOf(Array.from({ length: depth }, (_, n) => batch.u64(stack + 8 * n)));
  if (waker !== 0) event.wakerTgid = waker;
  if (count > 0) event.short = { count, blocked: batch.u64(body + 16), runnable: batch.u64(body + 24) };
  return event;
}

const READERS = [
  undefined,
  readProbe,
  readFork,
  readExec,
  readExit,
  readListen,
  readCgroup,
  readCall,
  readWait,
];

/**
 * @param {(address: bigint) => string | undefined} nameOf names a function of the kernel's
 * @param {string} arch of the machine whose kernel told the events, as process.arch
 */
export function decoder(nameOf, arch) {
  const readers = { framesOf: frameReader(nameOf), readCallInto: callReader(arch) };
  return (buffer) => {
    const batch = new Batch(buffer);
    const events = [];
    let at = 0;
    while (at < buffer.length) {
      const kind = batch.u8(at + KIND);
      const read = READERS[kind];
      if (read !== undefined) events.push(read(batch, at, readers));
      else if (kind !== NONE)
        throw new Error(`no event of kind ${kind} is known: is the addon another version's?`);
      at += (batch.u16(at + SIZE) + 7) & ~7;
    }
    return events;
  };
}
