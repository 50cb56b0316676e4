import {
  FACT_KEYS,
  instant,
  LOSS_REASONS,
  type BootEvent,
  type ProbeArgument,
  type SyscallEvent,
} from "@hacotaki/core";
import type { ByteReader, ByteWriter } from "../values/bytes.ts";
import { DamagedRow } from "../error.ts";
import {
  INTEGER,
  listOf,
  OWN_PID,
  PARENTS_PID,
  TEXT,
  typeOf,
  UNREADABLE,
  type Shape,
} from "./event-shape.ts";

/** How a packing writes what another one writes otherwise. */
export type OwnWriter = {
  readonly to: Pick<ByteWriter, "count" | "integer" | "big" | "distance" | "text">;
  /** A length of time. */
  ns(value: bigint): void;
  /** A process or thread that an event names; `near` is the one that it is told from. */
  pid(value: number, near: number): void;
  result(value: bigint, event: SyscallEvent): void;
};

/** As the first packing does: all at its place. */
export const plainOwnWriter = (to: ByteWriter): OwnWriter => ({
  to,
  ns: to.big,
  pid: to.distance,
  result: to.big,
});

/**
 * What an event has to itself, behind its shape. A haco text is kept elsewhere: `digestOf` says under which name. Of a
 * call that `isBegun`, its early record has told what it was called with.
 */
export function writeOwn(
  { to, ns, pid, result }: OwnWriter,
  event: BootEvent,
  { digestOf, isBegun }: { readonly digestOf: (hacoText: string) => string; readonly isBegun: boolean },
): void {
  switch (event.kind) {
    case "probe":
      for (const argument of event.args)
        if (typeof argument === "string") to.text(argument);
        else if (argument !== undefined && typeOf(argument, event) === INTEGER) to.big(argument);
      return;
    case "fork":
      pid(event.childTgid, event.tgid ?? 0);
      if (event.childNspid !== undefined) to.integer(event.childNspid);
      if (event.childStartAt !== undefined) ns(event.at - event.childStartAt);
      if (event.childTid !== undefined) pid(event.childTid, event.childTgid);
      return;
    case "exec":
      to.text(event.file);
      if (event.argv !== undefined) {
        to.count(event.argv.length);
        for (const argument of event.argv) to.text(argument);
      }
      if (event.exeInode !== undefined) to.big(event.exeInode);
      if (event.root !== undefined) to.text(event.root);
      if (event.oldTid !== undefined) to.distance(event.oldTid, event.tgid ?? 0);
      return;
    case "exit":
      if (event.code !== undefined) to.integer(event.code);
      if (event.signal !== undefined) to.integer(event.signal);
      return;
    case "listen":
      if (event.address !== undefined) to.text(event.address);
      if (event.port !== undefined) to.integer(event.port);
      return;
    case "syscall":
      if (!isBegun) {
        for (const value of Object.values(event.parameters))
          if (typeof value === "string") to.text(value);
          else if (value !== undefined) to.big(value);
        if (event.enterAt !== undefined) ns(event.at - event.enterAt);
      }
      if (event.result !== undefined) result(event.result, event);
      return;
    case "cgroup":
      to.text(event.path);
      if (event.hierarchy !== undefined) to.integer(event.hierarchy);
      if (event.targetTgid !== undefined) pid(event.targetTgid, event.tgid ?? 0);
      return;
    case "wait":
      ns(event.at - event.from);
      if (event.runnableAt !== undefined) ns(event.at - event.runnableAt);
      if (event.wakerTgid !== undefined) pid(event.wakerTgid, event.tgid ?? 0);
      if (event.short === undefined) return;
      to.integer(event.short.count);
      ns(event.short.blocked);
      ns(event.short.runnable);
      return;
    case "fact":
      to.text(event.key === "haco-text" ? digestOf(event.value) : event.value);
      return;
    case "loss":
      ns(event.at - event.from);
      if (event.count !== undefined) to.integer(event.count);
  }
}

type Pids = { readonly tgid?: number; readonly tid?: number; readonly ppid?: number };

type OwnSource = Pick<ByteReader, "count" | "integer" | "big" | "distance" | "text">;

/** Reads what an `OwnWriter` wrote. */
export type OwnReader = {
  readonly from: OwnSource;
  ns(): bigint;
  pid(near: number): number;
  result(name: string, origin: Pids): bigint;
  /** The early record of a thread's call. @throws DamagedRow where there is none */
  begun(name: string, origin: Pids): SyscallEvent;
};

export const plainOwnReader = (from: ByteReader): OwnReader => ({
  from,
  ns: from.big,
  pid: from.distance,
  result: from.big,
  begun() {
    throw new DamagedRow("a packed call of which nobody told that it began");
  },
});

function readArgument(from: OwnSource, type: number, { tgid, ppid }: Pids): ProbeArgument {
  if (type === INTEGER) return from.big();
  if (type === TEXT) return from.text();
  if (type === UNREADABLE) return undefined;
  const pid = type === OWN_PID ? tgid : type === PARENTS_PID ? ppid : undefined;
  if (pid === undefined) throw new DamagedRow("a packed argument of an unknown type");
  return BigInt(pid);
}

function among<Word extends string>(words: readonly Word[], word: string): Word {
  const found = words.find((each) => each === word);
  if (found === undefined) throw new DamagedRow(`a packed event with an unknown word: ${word}`);
  return found;
}

type WaitShape = Extract<Shape, { readonly kind: "wait" }>;

function readWait(
  { from, ns, pid }: OwnReader,
  { flags, left, frame }: WaitShape,
  at: bigint,
  { tgid }: Pids,
): object {
  const own: Record<string, unknown> = { kind: "wait", left, from: instant(at - ns()) };
  if ((flags & 8) !== 0) own["runnableAt"] = instant(at - ns());
  if ((flags & 32) !== 0) own["io"] = true;
  if ((flags & 64) !== 0) own["throttled"] = true;
  if (frame !== undefined) own["frame"] = frame;
  if ((flags & 256) !== 0) own["wakerTgid"] = pid(tgid ?? 0);
  if ((flags & 512) !== 0) own["short"] = { count: from.integer(), blocked: ns(), runnable: ns() };
  return own;
}

type CallShape = Extract<Shape, { readonly kind: "syscall" }>;

function readCall(reader: OwnReader, shape: CallShape, at: bigint, origin: Pids): object {
  const { name, flags, parameters, isBegun } = shape;
  const when = (flags & 2) === 0 ? "enter" : "exit";
  const own: Record<string, unknown> = { kind: "syscall", name, when };
  if (isBegun) {
    const early = reader.begun(name, origin);
    own["parameters"] = early.parameters;
    own["enterAt"] = early.at;
  } else {
    own["parameters"] = Object.fromEntries(
      parameters.map(([each, type]) => [each, readArgument(reader.from, type, origin)]),
    );
    if ((flags & 4) !== 0) own["enterAt"] = instant(at - reader.ns());
  }
  if ((flags & 8) !== 0) own["result"] = reader.result(name, origin);
  return own;
}

/** What an event has to itself, without its origin. `textOf` gives a haco text back by its digest. */
export function readOwn(
  reader: OwnReader,
  shape: Shape,
  { at, origin, textOf }: { at: bigint; origin: Pids; textOf: (digest: string) => string | undefined },
): object {
  const { from, ns, pid } = reader;
  switch (shape.kind) {
    case "probe": {
      const { provider, probe, types } = shape;
      return { kind: "probe", provider, probe, args: types.map((type) => readArgument(from, type, origin)) };
    }
    case "fork": {
      const own: Record<string, unknown> = { kind: "fork", childTgid: pid(origin.tgid ?? 0) };
      if ((shape.flags & 1) !== 0) own["childNspid"] = from.integer();
      if ((shape.flags & 2) !== 0) own["childStartAt"] = instant(at - ns());
      if ((shape.flags & 4) !== 0) own["thread"] = true;
      if ((shape.flags & 8) !== 0) own["childTid"] = pid(Number(own["childTgid"]));
      return own;
    }
    case "exec": {
      const { flags } = shape;
      const own: Record<string, unknown> = { kind: "exec", file: from.text(), traced: (flags & 16) !== 0 };
      if ((flags & 1) !== 0) own["argv"] = listOf(from, () => from.text());
      if ((flags & 2) !== 0) own["argvTruncated"] = (flags & 4) !== 0;
      if ((flags & 8) !== 0) own["exeInode"] = from.big();
      if ((flags & 32) !== 0) own["root"] = from.text();
      if ((flags & 64) !== 0) own["oldTid"] = from.distance(origin.tgid ?? 0);
      return own;
    }
    case "exit": {
      const own: Record<string, unknown> = { kind: "exit" };
      if ((shape.flags & 1) !== 0) own["code"] = from.integer();
      if ((shape.flags & 2) !== 0) own["signal"] = from.integer();
      if ((shape.flags & 4) !== 0) own["coreDumped"] = (shape.flags & 8) !== 0;
      return own;
    }
    case "listen": {
      const own: Record<string, unknown> = { kind: "listen" };
      if ((shape.flags & 1) !== 0) own["address"] = from.text();
      if ((shape.flags & 2) !== 0) own["port"] = from.integer();
      return own;
    }
    case "syscall":
      return readCall(reader, shape, at, origin);
    case "cgroup": {
      const { flags } = shape;
      const own: Record<string, unknown> = {
        kind: "cgroup",
        action: (flags & 2) === 0 ? "mkdir" : "attach",
        path: from.text(),
      };
      if ((flags & 4) !== 0) own["hierarchy"] = from.integer();
      if ((flags & 8) !== 0) own["targetTgid"] = pid(origin.tgid ?? 0);
      return own;
    }
    case "wait":
      return readWait(reader, shape, at, origin);
    case "fact": {
      const key = among(FACT_KEYS, shape.name);
      const told = from.text();
      const value = key === "haco-text" ? textOf(told) : told;
      if (value === undefined) throw new DamagedRow(`the text of a haco file is missing: ${told}`);
      return { kind: "fact", key, value };
    }
    case "loss": {
      const reason = among(LOSS_REASONS, shape.name);
      const own: Record<string, unknown> = { kind: "loss", reason, from: instant(at - ns()) };
      if ((shape.flags & 1) !== 0) own["count"] = from.integer();
      return own;
    }
  }
}
