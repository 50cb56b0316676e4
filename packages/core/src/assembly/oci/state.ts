import type { BootEvent, LossEvent, Source } from "../../domain/event.ts";
import type { Instant } from "../../domain/time.ts";
import type { FiledEvent } from "../changes.ts";
import type { OciBoot, OciProcess } from "./draft.ts";

/** Everything an assembler knows of container programs. Mutable: functions of this room may change what they are given. */
export type OciAssembly = {
  readonly source: Source;
  now: Instant | undefined;
  /** By tgid: who has it now. */
  readonly live: Map<number, OciProcess>;
  /** Boots that may still change. */
  readonly boots: Set<OciBoot>;
  /** Clients of engines that no boot has come of yet, in the order of their starts. */
  readonly clients: Set<OciProcess>;
  /** The newest events of engines' daemons. */
  daemonEvents: BootEvent[];
  /** The newest losses, for events that come later than the loss they were caught in. */
  readonly losses: LossEvent[];
  events: FiledEvent[];
  readonly dirty: Set<OciBoot>;
  /** Boots told of for the first time. */
  readonly fresh: Set<OciBoot>;
};

export const newOciAssembly = (source: Source): OciAssembly => ({
  source,
  now: undefined,
  live: new Map(),
  boots: new Set(),
  clients: new Set(),
  daemonEvents: [],
  losses: [],
  events: [],
  dirty: new Set(),
  fresh: new Set(),
});
