import type { BootEvent, Origin, SyscallArgument, SyscallEvent } from "@hacotaki/core";
import { callNamed } from "./call-names.ts";
import * as field from "./fields.ts";

type Fields = { readonly [key: string]: unknown };

/** Calls that may take long are told of when they begin as well, so that one that never ends is seen. */
const TOLD_EARLY: ReadonlySet<string> = new Set(["mount", "pivot_root", "umount2"]);
const MAX_PARAMETERS = 8;
/** Calls that have begun and not ended, at most: threads of a whole machine. */
const MAX_BEGUN = 20_000;
const MIN = -(1n << 63n);
const MAX = (1n << 64n) - 1n;

/** Recorders write flags in hexadecimal; what looks like it and is a path or a name stays a text. */
const NUMBERS: ReadonlySet<string> = new Set(["flags", "mode", "nstype", "arg2"]);
const HEX = /^0x[0-9a-f]{1,16}$/;

function parameterOf(name: string, value: unknown): SyscallArgument {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== "string") return field.integer({ [name]: value }, name, MIN, MAX);
  return NUMBERS.has(name) && HEX.test(value) ? BigInt(value) : field.text({ [name]: value }, name);
}

function parametersOf(fields: Fields): Readonly<Record<string, SyscallArgument>> {
  const args = fields["args"];
  if (args === undefined || args === null) return {};
  if (typeof args !== "object" || Array.isArray(args)) throw new field.FieldError("args is not an object");
  const entries = Object.entries(args).filter(([name]) => name !== "raw" && !name.endsWith("_str"));
  if (entries.length > MAX_PARAMETERS) throw new field.FieldError("args holds too much for a system call");
  return Object.fromEntries(entries.map(([name, value]) => [name, parameterOf(name, value)]));
}

/** What one of two records could not read, the other one may have. */
const united = (late: SyscallEvent["parameters"], early: SyscallEvent["parameters"]) =>
  Object.fromEntries(
    Object.entries({ ...early, ...late }).map(([name, value]) => [
      name,
      value === undefined || value === "" ? (early[name] ?? value) : value,
    ]),
  );

/**
 * System calls of a stream. Recorders write one twice, when it begins and when it ends: the two become one event at its
 * end, beside an early one of calls that may take long.
 */
export function syscallReader() {
  const begun = new Map<number, SyscallEvent>();

  function enter(event: SyscallEvent): BootEvent | undefined {
    if (event.tid !== undefined) {
      if (begun.size >= MAX_BEGUN) begun.clear();
      begun.set(event.tid, event);
    }
    return TOLD_EARLY.has(event.name) ? event : undefined;
  }

  function exit(event: SyscallEvent): BootEvent {
    const early = event.tid === undefined ? undefined : begun.get(event.tid);
    if (event.tid !== undefined) begun.delete(event.tid);
    if (early === undefined || early.name !== event.name || event.enterAt !== undefined) return event;
    return { ...event, enterAt: early.at, parameters: united(event.parameters, early.parameters) };
  }

  return {
    /** Undefined for what is told of later, with its end. */
    read(origin: Origin, fields: Fields): BootEvent | undefined {
      const when = fields["when"];
      if (when !== "enter" && when !== "exit") throw new field.FieldError("when is neither enter nor exit");
      const event: SyscallEvent = {
        ...origin,
        kind: "syscall",
        name: callNamed(field.text(fields, "syscall")),
        when,
        parameters: parametersOf(fields),
        ...field.present({
          enterAt: field.optionalNs(fields, "enter_ns"),
          result: field.optionalInteger(fields, "ret", MIN, MAX),
        }),
      };
      return when === "enter" ? enter(event) : exit(event);
    },
  };
}
