import { callTable } from "./calls.js";

const NO_TEXT = 0xffff;
const NO_MESSAGE = 0xffff_ffff_ffff_ffffn;
const ARGS = 6;
const BEGINS = 16;
const FILE_IS_PIPE = 32;
const FILE_IS_SOCKET = 64;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;

/** RFC 5952: the longest run of two or more zero groups is shortened, the first of equals. */
export function ipv6Text(groups) {
  let best = 0;
  let bestLength = 1;
  for (let i = 0; i < groups.length; i += 1) {
    let length = 0;
    while (groups[i + length] === 0) length += 1;
    if (length > bestLength) [best, bestLength] = [i, length];
  }
  const hex = groups.map((group) => group.toString(16));
  if (bestLength < 2) return hex.join(":");
  return `${hex.slice(0, best).join(":")}::${hex.slice(best + bestLength).join(":")}`;
}

/** A struct sockaddr as people write it: "10.0.0.1:80", "[::1]:80", "/run/x.sock", "@abstract", "netlink". */
function addressText(batch, at, bytes) {
  const family = bytes >= 2 ? batch.u16(at) : 0;
  if (family === AF_UNIX) {
    const isAbstract = bytes > 2 && batch.u8(at + 2) === 0;
    const text = batch.text(at + 2 + (isAbstract ? 1 : 0), Math.max(0, bytes - (isAbstract ? 3 : 2)));
    return (isAbstract ? "@" : "") + text.replace(/\0.*$/s, "");
  }
  if (family === AF_INET && bytes >= 8)
    return `${[0, 1, 2, 3].map((n) => batch.u8(at + 4 + n)).join(".")}:${batch.view.getUint16(at + 2)}`;
  if (family === AF_INET6 && bytes >= 24) {
    const groups = Array.from({ length: 8 }, (_, n) => batch.view.getUint16(at + 8 + 2 * n));
    return `[${ipv6Text(groups)}]:${batch.view.getUint16(at + 2)}`;
  }
  return family === AF_NETLINK ? "netlink" : `family ${family}`;
}

/** Names of a file and its folders, its own first, each ending in NUL. */
const pathOf = (text) => `/${text.split("\0").slice(0, -1).toReversed().join("/")}`;

function fileOf(text, flags, inode) {
  if (flags & FILE_IS_PIPE) return `pipe:[${inode}]`;
  if (flags & FILE_IS_SOCKET) return `socket:[${inode}]`;
  // What the kernel makes for itself has no folder: "[eventpoll]".
  return text.startsWith("[") ? `anon_inode:${text.replace(/\0.*$/s, "")}` : pathOf(text);
}

/**
 * O_DIRECTORY, O_NOFOLLOW, O_DIRECT and O_LARGEFILE are other bits on arm64. Events have x86-64's, wherever they come from,
 * so that whoever reads them later need not know where that was.
 */
const OPEN_FLAGS = {
  arm64: (flags) => (flags & ~0x3_c000n) | ((flags & 0xc000n) << 2n) | ((flags >> 2n) & 0xc000n),
};

/**
 * Gives what adds to an event what a struct call_event says: `body` is where it begins behind the common part, `tail` its
 * texts.
 * @param {string} arch of the machine whose kernel told it, as process.arch
 */
export function callReader(arch) {
  const calls = callTable(arch);
  const openFlags = OPEN_FLAGS[arch] ?? ((flags) => flags);
  return (event, batch, body, tail, flags) =>
    readCallInto(event, batch, { body, tail, flags, calls, openFlags });
}

/** Where each text begins in the batch, and how many bytes it has: of one event at a time. */
const textAt = new Int32Array(ARGS + 1);
const textBytes = new Int32Array(ARGS + 1);

function readTexts(batch, body, tail) {
  let from = tail;
  for (let n = 0; n <= ARGS; n += 1) {
    const bytes = batch.u16(body + 66 + 2 * n);
    textAt[n] = from;
    textBytes[n] = bytes;
    if (bytes !== NO_TEXT) from += bytes;
  }
}

/** A text of the event; undefined where it could not be read. */
const textOf = (batch, index) =>
  textBytes[index] === NO_TEXT ? undefined : batch.text(textAt[index], textBytes[index]);

/** Gives a parameter its value; one that is not told at all gets none. */
function readParameter(parameters, { name, kind, index }, batch, { arg, flags, openFlags }) {
  switch (kind) {
    case "s":
      parameters[name] = textOf(batch, index);
      return;
    case "a":
      parameters[name] =
        textBytes[index] === NO_TEXT ? undefined : addressText(batch, textAt[index], textBytes[index]);
      return;
    case "i":
      parameters[name] = BigInt(batch.view.getInt32(arg + 8 * index, true));
      return;
    case "x":
      parameters[name] = BigInt(batch.u32(arg + 8 * index));
      return;
    case "o":
      parameters[name] = openFlags(BigInt(batch.u32(arg + 8 * index)));
      return;
    case "u": {
      const value = batch.u64(arg + 8 * index);
      if (name !== "message" || value !== NO_MESSAGE) parameters[name] = value;
      return;
    }
    case "b":
      if (textBytes[index] !== NO_TEXT) parameters[name] = textOf(batch, index);
      return;
    case "f": {
      parameters[name] = BigInt(batch.view.getInt32(arg + 8 * index, true));
      if (textBytes[ARGS] !== NO_TEXT)
        parameters.file = fileOf(textOf(batch, ARGS), flags, batch.u64(arg + 8 * (ARGS - 1)));
    }
  }
}

function readCallInto(event, batch, { body, tail, flags, calls, openFlags }) {
  const number = batch.u16(body + 64);
  const { name, parameters: shown } = calls.get(number) ?? { name: `nr${number}`, parameters: [] };
  const parameters = {};
  const from = { arg: body + 16, flags, openFlags };
  readTexts(batch, body, tail);
  for (let n = 0; n < shown.length; n += 1) readParameter(parameters, shown[n], batch, from);
  // A name that is no string ends where its length says.
  if (parameters.name !== undefined && parameters.len !== undefined)
    parameters.name = parameters.name.slice(0, Number(parameters.len));
  event.name = name;
  event.when = flags & BEGINS ? "enter" : "exit";
  const enterAt = batch.u64(body);
  if (enterAt !== 0n) event.enterAt = enterAt;
  event.parameters = parameters;
  if (!(flags & BEGINS)) event.result = batch.view.getBigInt64(body + 8, true);
}
