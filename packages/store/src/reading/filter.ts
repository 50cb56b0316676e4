import { sql, type Expression, type ExpressionBuilder, type SqlBool } from "kysely";
import { HACONIWA, labelOf, NO_PHASE, soughtText, type BootFilter } from "@hacotaki/core";
import { HOLDS_TEXT } from "../connection/connection.ts";
import type { ListSort } from "../contract.ts";
import { toldMark } from "../packing/packed-causes.ts";
import type { Tables } from "../connection/tables.ts";

/** A WHERE to be. */
export type Condition<Table extends keyof Tables> = (
  eb: ExpressionBuilder<Tables, Table>,
) => Expression<SqlBool>;

const SEARCHED = ["boot.container", "boot.host_name", "boot.haco_file", "boot.command", "boot.id"] as const;

const atLeast = (value: bigint | undefined, least: bigint) =>
  value === undefined || value < least ? least : value;

/** The one field that an index leads with, the others being left to `residual`. */
export function leading({ container, host, outcomes }: BootFilter, sort: ListSort) {
  if (container !== undefined) return "container";
  if (host !== undefined && sort === "newest") return "host";
  return outcomes?.length === 1 ? "outcomes" : undefined;
}

/** Conditions that an index answers, in the order of the sort. */
export const indexed =
  (filter: BootFilter, sort: ListSort): Condition<"boot"> =>
  (eb) => {
    const parts: Expression<SqlBool>[] = [];
    const { container, host, outcomes, since, until, minDuration, maxDuration } = filter;
    const lead = leading(filter, sort);
    if (lead === "container" && container !== undefined) parts.push(eb("boot.container", "=", container));
    if (lead === "host" && host !== undefined)
      parts.push(
        eb("boot.host_key", "=", eb.selectFrom("host").select("host.key").where("host.id", "=", host)),
      );
    if (lead === "outcomes" && outcomes?.[0] !== undefined) parts.push(eb("boot.outcome", "=", outcomes[0]));
    if (sort === "newest") {
      // A boot without a wall time is sorted at 0, and is in no window.
      if (since !== undefined || until !== undefined)
        parts.push(eb("boot.sort_time", ">=", atLeast(since, 1n)));
      if (until !== undefined) parts.push(eb("boot.sort_time", "<=", until));
    } else {
      if (minDuration !== undefined || maxDuration !== undefined)
        // One without a duration is sorted at −1, and is in no range.
        parts.push(eb("boot.sort_duration", ">=", atLeast(minDuration, 0n)));
      if (maxDuration !== undefined) parts.push(eb("boot.sort_duration", "<=", maxDuration));
    }
    return eb.and(parts);
  };

/** What only boots of OCI runtimes have; a damaged one has nothing of it. */
const OCI = sql<string | null>`iif(json_valid(boot.oci), boot.oci, null)`;

function hasLabel(label: string): Condition<"boot" | "host"> {
  const { key, value } = labelOf(label);
  const isValue = value === undefined ? sql`1` : sql`value = ${value}`;
  return () =>
    sql<SqlBool>`exists (select 1 from json_each(${OCI}, '$.labels') where key = ${key} and ${isValue})`;
}

/** Conditions that each boot must be looked at for; undefined when there are none. */
export function residual(filter: BootFilter, sort: ListSort): Condition<"boot" | "host"> | undefined {
  const { container, host, kernel, outcomes, hacoFile, runtime, phase, reason, text } = filter;
  const lead = leading(filter, sort);
  const parts: Condition<"boot" | "host">[] = [];
  const add = (condition: Condition<"boot" | "host">) => parts.push(condition);
  if (container !== undefined && lead !== "container") add((eb) => eb("boot.container", "=", container));
  if (host !== undefined && lead !== "host") add((eb) => eb("host.id", "=", host));
  if (outcomes !== undefined && lead !== "outcomes") add((eb) => eb("boot.outcome", "in", [...outcomes]));
  if (kernel !== undefined) add((eb) => eb("boot.kernel", "=", kernel));
  if (hacoFile !== undefined) add((eb) => eb("boot.haco_file", "=", hacoFile));
  if (runtime === HACONIWA) add((eb) => eb("boot.runtime", "is", null));
  else if (runtime !== undefined) add((eb) => eb("boot.runtime", "=", runtime));
  for (const name of ["engine", "image", "pod"] as const) {
    const wanted = filter[name];
    if (wanted !== undefined) add(() => sql<SqlBool>`${OCI} ->> ${sql.lit(`$.${name}`)} = ${wanted}`);
  }
  if (filter.label !== undefined) add(hasLabel(filter.label));
  // A host's own database does not know what its host is called in a fleet.
  if (filter.hostLabel !== undefined) add(() => sql<SqlBool>`0`);
  if (phase === NO_PHASE) add((eb) => eb("boot.furthest_phase", "is", null));
  else if (phase !== undefined) add((eb) => eb("boot.furthest_phase", "=", phase));
  if (reason !== undefined)
    add(
      () => sql<SqlBool>`instr(substr(boot.reasons, 1, instr(boot.reasons, ';')), ${toldMark(reason)}) > 0`,
    );
  const { since, until, minDuration, maxDuration } = filter;
  if (sort === "newest") {
    if (minDuration !== undefined) add((eb) => eb("boot.boot_duration", ">=", minDuration));
    if (maxDuration !== undefined) add((eb) => eb("boot.boot_duration", "<=", maxDuration));
  }
  if (sort === "slowest") {
    if (since !== undefined) add((eb) => eb("boot.wall_time", ">=", since));
    if (until !== undefined) add((eb) => eb("boot.wall_time", "<=", until));
  }
  if (text !== undefined && text !== "") {
    const sought = soughtText(text);
    const columns = sql.join(SEARCHED.map((column) => sql.ref(column)));
    add(() => sql<SqlBool>`${sql.raw(HOLDS_TEXT)}(${sought}, ${columns})`);
  }
  return parts.length === 0 ? undefined : (eb) => eb.and(parts.map((part) => part(eb)));
}

/** Whether indexes alone answer a list, page after page, however many boots there are. */
export const isIndexed = (filter: BootFilter, sort: ListSort) => residual(filter, sort) === undefined;
