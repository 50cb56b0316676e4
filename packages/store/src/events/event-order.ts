import { eventName, type BootEvent } from "@hacotaki/core";
import { NO_TGID } from "../packing/derived-rows.ts";
import type { EventKey } from "../packing/packed.ts";

export const keyOfEvent = (event: BootEvent): EventKey => [
  event.at,
  BigInt(event.seq),
  event.kind,
  BigInt(event.tgid ?? NO_TGID),
  eventName(event),
];

const compared = <Value extends bigint | number | string>(a: Value, b: Value) => (a < b ? -1 : a > b ? 1 : 0);

/** 0 for two events that are one. */
export function compareEvents(a: BootEvent, b: BootEvent): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.seq !== b.seq) return a.seq - b.seq;
  return (
    compared(a.kind, b.kind) ||
    compared(a.tgid ?? NO_TGID, b.tgid ?? NO_TGID) ||
    compared(eventName(a), eventName(b))
  );
}

export function compareKeys(a: EventKey, b: EventKey): number {
  for (const [n, part] of a.entries()) {
    const order = compared(part, b[n] ?? part);
    if (order !== 0) return order;
  }
  return 0;
}
