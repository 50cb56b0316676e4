import { failureOf } from "./answer.ts";
import type { Engine } from "./engine.ts";
import { FleetError } from "./error.ts";
import type { Layout } from "./schema/layout.ts";
import { databaseStatement, MIGRATIONS, SCHEMA_VERSION, versionStatement } from "./schema/migrations.ts";

const NO_TABLE = /UNKNOWN_TABLE|UNKNOWN_DATABASE|\b(?:60|81)\b/;

/** The version of the tables of a database; 0 where there are none. Throws what the engine throws. */
export async function schemaVersion(engine: Engine, database: string): Promise<number> {
  try {
    const [row] = await engine.rows<{ version: number }>(
      "SELECT version FROM {database:Identifier}.schema_version",
      { database },
    );
    return Number(row?.version ?? 0);
  } catch (error) {
    const { code, type } = error as { code?: unknown; type?: unknown };
    if (NO_TABLE.test(`${String(code)} ${String(type)}`)) return 0;
    throw error;
  }
}

export type Migrated = { readonly from: number; readonly to: number; readonly titles: readonly string[] };

/**
 * Brings the tables to the version of this program. Each step may be run again, so that one that was broken off is made
 * whole by the next try.
 * @throws FleetError
 */
export async function migrate(engine: Engine, layout: Layout): Promise<Migrated> {
  const doing = `cannot migrate ${layout.database}`;
  const asking = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      const failure = failureOf(error);
      const isLasting = failure.kind === "later" && failure.needsChange === true;
      throw new FleetError(isLasting ? "denied" : "failed", `${doing}: ${failure.reason}`, { cause: error });
    }
  };
  const from = await asking(() => schemaVersion(engine, layout.database));
  if (from > SCHEMA_VERSION)
    throw new FleetError(
      "newer",
      `${doing}: its tables are of version ${from}, and this Hacotaki knows ${SCHEMA_VERSION}: install the newer Hacotaki.`,
    );
  const pending = MIGRATIONS.filter(({ version }) => version > from);
  if (pending.length > 0 && from === 0) await asking(() => engine.run(databaseStatement(layout)));
  for (const { version, statements } of pending) {
    for (const statement of statements(layout)) await asking(() => engine.run(statement));
    await asking(() => engine.run(versionStatement(layout, version)));
  }
  return { from, to: Math.max(from, SCHEMA_VERSION), titles: pending.map(({ title }) => title) };
}
