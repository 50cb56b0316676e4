import { createRequire } from "node:module";
import { at, BUILT, WORDS } from "@hacotaki/layout";
import { callShapes } from "./calls.js";
import { decoder } from "./decode.js";

const DEFAULT_BTF_PATH = "/sys/kernel/btf/vmlinux";

export class NativeError extends Error {
  name = "NativeError";

  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
}

let addon;

/** Loaded at the first call, so that importing this module works where the native part is not built. */
function loadAddon() {
  if (addon) return addon;
  try {
    addon = createRequire(import.meta.url)(at(BUILT.addon));
  } catch (cause) {
    const what =
      cause.code === "MODULE_NOT_FOUND" ? "has not been built" : `cannot be loaded (${cause.message})`;
    throw new NativeError("not-built", `the native collector ${what}. ${WORDS.rebuildNative}`, { cause });
  }
  return addon;
}

/** Calls into the addon, whose errors carry our codes but not our class. Errors of callbacks pass as they are. */
function call(name, ...args) {
  const native = loadAddon();
  try {
    return native[name](...args);
  } catch (error) {
    if (error instanceof Error && error.constructor === Error && CODES.has(error.code)) {
      throw new NativeError(error.code, error.message, { cause: error });
    }
    throw error;
  }
}

const CODES = new Set([
  "not-permitted",
  "binary-not-found",
  "binary-unreadable",
  "binary-busy",
  "not-an-executable",
  "no-probes",
  "kernel-unsupported",
  "failed",
]);

export const decodeBatch = decoder((address) => call("kernelFunction", address), process.arch);

function checkString(value, name) {
  if (typeof value !== "string" || value === "" || value.includes("\0")) {
    throw new TypeError(`${name} must be a non-empty string without NUL`);
  }
}

function checkWhole(value, name, least, most) {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new TypeError(`${name} must be a whole number from ${least} to ${most}`);
  }
}

export function readProbeNotes(path) {
  checkString(path, "path");
  return call("readProbeNotes", path);
}

export function readBuildId(path) {
  checkString(path, "path");
  return call("readBuildId", path);
}

export function checkSupport({ btfPath = DEFAULT_BTF_PATH } = {}) {
  checkString(btfPath, "btfPath");
  const { btf, capabilities, kernelRelease, missingCapabilities, ...kernel } = call("checkSupport", btfPath);
  const missing = missingCapabilities === "" ? [] : missingCapabilities.split(" and ");
  if (!btf) missing.push(`BTF (${btfPath})`);
  return { btf, capabilities, kernelRelease, detail: detailSupport(kernel), missing };
}

/** What a window needs of the kernel, how it is got there, and what is said where it is not. */
const DETAIL = [
  ["calls", "callTracepoints", "raw-tracepoints", "no tracepoints of system calls in the kernel's BTF"],
  ["waits", "schedulerTracepoints", "raw-tracepoints", "no tracepoints of the scheduler in the kernel's BTF"],
  [
    "frames",
    "functionNames",
    "kallsyms",
    "/proc/kallsyms shows no addresses (CAP_SYSLOG, kernel.kptr_restrict)",
  ],
];

function detailSupport(kernel) {
  const there = DETAIL.filter(([, needed]) => kernel[needed]);
  const missing = DETAIL.filter(([, needed]) => !kernel[needed]).map(([, , , words]) => words);
  return { ...Object.fromEntries(there.map(([kind, , means]) => [kind, means])), missing };
}

const MAX_FILE_BYTES = 1 << 20;
const MAX_HEAD_BYTES = 4096;
const NEVER = 0xffff_ffff_ffff_ffffn;

export function readForeignFile({ tgid, owner }, path, maxBytes) {
  checkWhole(tgid, "tgid", 1, 0x7fff_ffff);
  checkString(path, "path");
  checkWhole(maxBytes, "maxBytes", 1, MAX_FILE_BYTES);
  return call("readForeignFile", tgid, owner?.uid, owner?.gid, path, maxBytes);
}

export function readForeignFolder(
  { tgid, owner },
  folder,
  { prefix, suffix, changedSince, changedUntil = NEVER, maxBytes },
) {
  checkWhole(tgid, "tgid", 1, 0x7fff_ffff);
  checkString(folder, "folder");
  checkString(prefix, "prefix");
  checkString(suffix, "suffix");
  checkWhole(maxBytes, "maxBytes", 1, MAX_HEAD_BYTES);
  return call(
    "readForeignFolder",
    tgid,
    owner?.uid,
    owner?.gid,
    folder,
    prefix,
    suffix,
    changedSince,
    changedUntil,
    maxBytes,
  );
}

export function notifyServiceManager(state) {
  checkString(state, "state");
  return call("notifyServiceManager", state);
}

const OPENING = Symbol("opening");

export class Session {
  #handle;

  constructor(opening, handle) {
    if (opening !== OPENING) throw new TypeError("use openSession()");
    this.#handle = handle;
  }

  #open() {
    if (this.#handle === undefined) {
      throw new NativeError("closed", "this tracing session has been closed: open another");
    }
    return this.#handle;
  }

  attach(path, provider, { stringArgs } = {}) {
    checkString(path, "path");
    checkString(provider, "provider");
    if (stringArgs !== undefined && typeof stringArgs !== "function") {
      throw new TypeError("stringArgs must be a function");
    }
    return call("attach", this.#open(), path, provider, stringArgs);
  }

  detach(id) {
    checkWhole(id, "id", 0, 0xffff_ffff);
    call("detach", this.#open(), id);
  }

  root(path) {
    checkString(path, "path");
    return call("root", this.#open(), path);
  }

  unroot(id) {
    checkWhole(id, "id", 0, 0xffff_ffff);
    call("unroot", this.#open(), id);
  }

  openWindow(level) {
    if (level !== "calls" && level !== "full") throw new TypeError('level must be "calls" or "full"');
    return call("openWindow", this.#open(), level === "full");
  }

  closeWindow() {
    call("closeWindow", this.#open());
  }

  track(tgid) {
    checkWhole(tgid, "tgid", 1, 0x7fff_ffff);
    return call("track", this.#open(), tgid);
  }

  stats() {
    return call("stats", this.#open());
  }

  floods() {
    return call("floods", this.#open());
  }

  flush({ mostBatches = 0xffff_ffff } = {}) {
    checkWhole(mostBatches, "mostBatches", 1, 0xffff_ffff);
    return call("flush", this.#open(), mostBatches);
  }

  close() {
    if (this.#handle === undefined) return;
    const handle = this.#handle;
    this.#handle = undefined;
    call("close", handle);
  }
}

const maskOf = (numbers) => numbers.reduce((mask, number) => mask | (1n << BigInt(number)), 0n);

const NO_LIMITS = { atOnce: 0, perSecond: 0, perRun: 0 };
const MAX_LIMIT = 1_000_000_000;

export function openSession(options) {
  const {
    ringBytes = 32 << 20,
    drainMs = 5,
    idleDrainMs = 1000,
    promptArgs = [],
    btfPath = DEFAULT_BTF_PATH,
    usePerfUprobes = false,
    limits = NO_LIMITS,
    onBatch,
    onWithdrawn = () => {},
  } = options;
  checkWhole(ringBytes, "ringBytes", 1, 1 << 30);
  checkWhole(drainMs, "drainMs", 1, 3_600_000);
  checkWhole(idleDrainMs, "idleDrainMs", 1, 60_000);
  for (const number of promptArgs) checkWhole(number, "a prompt argument", 0, 63);
  checkString(btfPath, "btfPath");
  if (limits !== NO_LIMITS)
    for (const name of Object.keys(NO_LIMITS)) checkWhole(limits[name], `limits.${name}`, 1, MAX_LIMIT);
  if (typeof onBatch !== "function") throw new TypeError("onBatch must be a function");
  if (typeof onWithdrawn !== "function") throw new TypeError("onWithdrawn must be a function");
  return new Session(
    OPENING,
    call(
      "open",
      ringBytes,
      drainMs,
      idleDrainMs,
      maskOf(promptArgs),
      btfPath,
      usePerfUprobes === true,
      limits.atOnce,
      limits.perSecond,
      limits.perRun,
      callShapes(process.arch),
      onBatch,
      onWithdrawn,
    ),
  );
}
