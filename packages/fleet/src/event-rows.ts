import type { PackedBlock } from "@hacotaki/store";
import { column, type Column } from "./native/block.ts";
import { BLOB, INT64, listOf, STRING, UINT32, UINT64, UINT8, WORD } from "./native/types.ts";

/** A block of a run's events, and its place among the run's blocks. */
export type EventPart = {
  readonly block: PackedBlock;
  readonly hostId: string;
  readonly part: number;
  readonly parts: number;
  readonly version: bigint;
};

/** A row of `run_event`. */
export const EVENT_COLUMNS: readonly Column<EventPart>[] = [
  column("host_id", WORD, ({ hostId }) => hostId),
  column("run_id", STRING, ({ block }) => block.runId),
  column("part", UINT32, ({ part }) => part),
  column("parts", UINT32, ({ parts }) => parts),
  column("version", UINT64, ({ version }) => version),
  column("first_at", INT64, ({ block }) => block.firstAt),
  column("last_at", INT64, ({ block }) => block.lastAt),
  column("events", UINT32, ({ block }) => block.events),
  column("filed_boot_ids", listOf(STRING), ({ block }) => block.filing.map(([boot]) => boot ?? "")),
  column("filed_events", listOf(UINT32), ({ block }) => block.filing.map(([, count]) => count)),
  column("form", UINT8, ({ block }) => block.form),
  column("bytes", BLOB, ({ block }) => block.bytes),
];
