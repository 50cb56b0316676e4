import { sql } from "kysely";

/** A list of keys as one parameter: the statement's text stays the same, however many there are. */
export const among = (keys: readonly bigint[]) =>
  sql<bigint>`(select value from json_each(${`[${keys.join()}]`}))`;
