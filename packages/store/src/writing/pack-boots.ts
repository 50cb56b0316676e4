import type { Instant } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import { processOf } from "../packing/derived-rows.ts";
import { packProcesses } from "../packing/packed-processes.ts";
import { packSpans } from "../packing/packed-spans.ts";
import type { ProcessRow, SpanRow } from "../connection/tables.ts";

/** Boots in one transaction: some milliseconds. */
const BOOTS = 40;

/**
 * Packs spans and processes that versions before 0.2 stored as rows, of some boots; true when there were any. What is
 * derived stays the same: no boot has a new revision by it.
 */
export function createBootPacker(db: Connection): () => boolean {
  const some = db
    .prepare<[number], bigint>(
      `SELECT boot_key FROM (SELECT DISTINCT boot_key FROM span_row ORDER BY boot_key LIMIT ${BOOTS})
       UNION SELECT boot_key FROM (SELECT DISTINCT boot_key FROM process_row ORDER BY boot_key LIMIT ${BOOTS})
       ORDER BY boot_key LIMIT ?`,
    )
    .pluck();
  const startOf = db.prepare<[bigint], Instant>("SELECT start_at FROM boot WHERE key = ?").pluck();
  const spansOf = db.prepare<[bigint], SpanRow>(
    "SELECT * FROM span_row WHERE boot_key = ? ORDER BY position",
  );
  const processesOf = db.prepare<[bigint], ProcessRow>(
    "SELECT * FROM process_row WHERE boot_key = ? ORDER BY position",
  );
  const pack = db.prepare<[bigint, string, Buffer]>(
    "INSERT OR REPLACE INTO boot_body (boot_key, spans, processes) VALUES (?, ?, ?)",
  );
  const removeSpans = db.prepare<[bigint]>("DELETE FROM span_row WHERE boot_key = ?");
  const removeProcesses = db.prepare<[bigint]>("DELETE FROM process_row WHERE boot_key = ?");

  return () => {
    const boots = some.all(BOOTS);
    for (const key of boots) {
      const start = startOf.get(key);
      if (start !== undefined) {
        const spans = spansOf.all(key).map(({ kind_key, state, start_at: startAt, duration }) => ({
          kind: Number(kind_key),
          state,
          startAt,
          duration,
        }));
        const processes = processesOf.all(key).map(processOf);
        pack.run(key, packSpans(start, spans), packProcesses(start, processes));
      }
      removeSpans.run(key);
      removeProcesses.run(key);
    }
    return boots.length > 0;
  };
}
