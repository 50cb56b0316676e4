import { ClickHouseError } from "@clickhouse/client";

/** What a failed try means. Reasons are for a person. */
export type Failure =
  /** It may be taken later; `needsChange`: not by waiting alone, but once somebody changed a setting. */
  | { readonly kind: "later"; readonly reason: string; readonly needsChange?: true }
  /** These rows will never be taken as they are. */
  | { readonly kind: "refused"; readonly reason: string };

/** Codes of ClickHouse (src/Common/ErrorCodes.cpp) by what they mean here. */
const NO_SUCH_USER = new Set(["192", "193", "194", "516"]);
const MAY_NOT = new Set(["164", "291", "497"]);
const NO_TABLES = new Set(["60", "81"]);
const OTHER_TABLES = new Set(["8", "10", "16", "47", "115"]);
const FULL = new Set(["201", "202", "241", "243", "252", "439"]);
/** Rows that cannot be read, or that a constraint keeps out. */
const BAD_ROWS = new Set([
  ...["6", "26", "27", "33", "38", "41", "53", "69", "70", "72", "117", "128", "130", "131"],
  ...["190", "321", "349", "441", "469", "636"],
]);
/** Errors of Node and OpenSSL that no waiting mends. */
const TLS_ERRORS =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO)|certificate|wrong version number/i;
const MOST_REASON = 300;

/** A message of the server without what is the same in all of them. */
const said = (message: string) =>
  message
    .replace(/\s+/g, " ")
    .replace(/^Code: \d+\. DB::Exception: /, "")
    .trim()
    .replace(/\.$/, "")
    .slice(0, MOST_REASON);

const later = (reason: string): Failure => ({ kind: "later", reason });
const untilChanged = (reason: string): Failure => ({ kind: "later", reason, needsChange: true });

function failureOfServer({ code, message, type }: ClickHouseError): Failure {
  const told = `${said(message)} (${code}${type === undefined ? "" : ` ${type}`})`;
  if (NO_SUCH_USER.has(code))
    return untilChanged(`it does not know this user or password: ${told}; see HACOTAKI_FLEET_PASSWORD`);
  if (MAY_NOT.has(code))
    return untilChanged(
      `this user may not: ${told}; it needs INSERT on the database's tables and SELECT on schema_version`,
    );
  if (NO_TABLES.has(code))
    return untilChanged(`its tables are not there: ${told}; make them by: hacotaki fleet migrate`);
  if (OTHER_TABLES.has(code))
    return untilChanged(
      `its tables are of another version: ${told}; bring them up to date by: hacotaki fleet migrate`,
    );
  if (BAD_ROWS.has(code)) return { kind: "refused", reason: told };
  if (FULL.has(code)) return later(`it has no room, or too much to do: ${told}`);
  return later(told);
}

const causeOf = (error: Error): Error => (error.cause instanceof Error ? causeOf(error.cause) : error);

/** What came of a request that failed. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return later(String(error).slice(0, MOST_REASON));
  if (error instanceof ClickHouseError) return failureOfServer(error);
  const { message, ...rest } = causeOf(error) as NodeJS.ErrnoException; // any error has a code or none
  const { code = "" } = rest;
  const reason = said(message === "" ? code : message);
  if (TLS_ERRORS.test(code) || TLS_ERRORS.test(reason))
    return untilChanged(`no encrypted connection: ${reason}`);
  if (/^\s*<(?:!doctype|html)/i.test(message))
    return untilChanged("it answers with a web page: is this ClickHouse's HTTP interface?");
  return later(reason);
}
