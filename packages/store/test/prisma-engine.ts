import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import Database from "better-sqlite3";
import type { Migration } from "../src/connection/migrations.ts";

/** The part of the global that is used here: TypeScript declares it only together with all of the browser. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<{ readonly exports: Record<string, unknown> }>;
};

/** Codes of Prisma's ColumnTypeEnum. */
const INT64 = 1;
const TEXT = 7;
const DATE_TIME = 10;

const ok = <Value>(value: Value) => ({ ok: true, value });
type Query = { readonly sql: string; readonly args: readonly unknown[] };

/** Prisma's own engine writes dates on SQLite as milliseconds. */
const bound = (argument: unknown) =>
  typeof argument === "string" && /^\d{4}-\d\d-\d\dT/.test(argument)
    ? BigInt(Date.parse(argument))
    : argument;

/** What Prisma asks of a driver, over better-sqlite3. */
function adapterOver(db: Database.Database) {
  const adapter = {
    provider: "sqlite",
    adapterName: "better-sqlite3",
    queryRaw: async ({ sql, args }: Query) => {
      const statement = db.prepare(sql);
      if (!statement.reader) {
        statement.run(...args.map(bound));
        return ok({ columnNames: [], columnTypes: [], rows: [] });
      }
      const columns = statement.columns();
      const rows = statement.raw().all(...args.map(bound)) as unknown[][];
      const columnTypes = columns.map(({ type }, n) => {
        if (type === "DATETIME") return DATE_TIME;
        return rows.some((row) => typeof row[n] === "bigint") ? INT64 : TEXT;
      });
      const cell = (value: unknown, n: number) => {
        if (typeof value !== "bigint") return value;
        return columnTypes[n] === DATE_TIME ? new Date(Number(value)).toISOString() : value.toString();
      };
      return ok({
        columnNames: columns.map(({ name }) => name),
        columnTypes,
        rows: rows.map((row) => row.map(cell)),
      });
    },
    executeRaw: async ({ sql, args }: Query) => {
      if (args.length > 0) return ok(db.prepare(sql).run(...args.map(bound)).changes);
      db.exec(sql);
      return ok(0);
    },
    executeScript: async (script: string) => {
      db.exec(script);
      return ok(undefined);
    },
    getConnectionInfo: () => ok({ supportsRelationJoins: false, maxBindValues: 999 }),
    dispose: async () => ok(undefined),
  };
  return adapter;
}

function connect(path: string): Database.Database {
  const db = new Database(path);
  db.defaultSafeIntegers(true);
  return db;
}

let isLoaded: Promise<void> | undefined;
function load(): Promise<void> {
  isLoaded ??= (async () => {
    const url = new URL("schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm"));
    const module = await WebAssembly.compile(readFileSync(fileURLToPath(url)));
    const { exports } = await WebAssembly.instantiate(module, {
      "./schema_engine_bg.js": engine,
    });
    const glue = engine as unknown as { __wbg_set_wasm(exports: Record<string, unknown>): void };
    glue.__wbg_set_wasm(exports);
    (exports["__wbindgen_start"] as () => void)();
  })();
  return isLoaded;
}

/** Prisma's schema engine on a database file (or ":memory:"). */
export async function openEngine(path: string, schema: string) {
  await load();
  const db = connect(path);
  const opened = await engine.SchemaEngine.new({ datamodels: [["schema.prisma", schema]] }, () => undefined, {
    provider: "sqlite",
    adapterName: "better-sqlite3",
    errorRegistry: { consumeError: () => undefined },
    connect: async () => ok(adapterOver(db)),
    connectToShadowDb: async () => ok(adapterOver(connect(":memory:"))),
  });
  return { engine: opened, close: () => db.close() };
}

const FILTERS = { externalTables: [], externalEnums: [] };
const LOCK = 'provider = "sqlite"\n';

const migrationList = (migrations: readonly Migration[]) => ({
  baseDir: "/",
  lockfile: { path: "migration_lock.toml", content: LOCK },
  shadowDbInitScript: "",
  migrationDirectories: migrations.map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } },
  })),
});

/** What `prisma migrate diff` prints between migrations and a schema; undefined when they agree. */
export async function difference(
  migrations: readonly Migration[],
  schema: string,
): Promise<string | undefined> {
  const { engine: opened, close } = await openEngine(":memory:", schema);
  try {
    const { exitCode, stdout } = await opened.diff({
      from: { tag: "migrations", ...migrationList(migrations) },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schema }] },
      script: false,
      exitCode: true,
      filters: FILTERS,
    });
    return exitCode === 0 ? undefined : (stdout ?? "they differ");
  } finally {
    close();
  }
}

/** `prisma migrate deploy`: the names of the migrations it applied. */
export async function deploy(
  path: string,
  migrations: readonly Migration[],
  schema: string,
): Promise<string[]> {
  const { engine: opened, close } = await openEngine(path, schema);
  try {
    const { appliedMigrationNames } = await opened.applyMigrations({
      migrationsList: migrationList(migrations),
      filters: FILTERS,
    });
    return appliedMigrationNames;
  } finally {
    close();
  }
}

/** `prisma migrate status`. */
export async function diagnose(path: string, migrations: readonly Migration[], schema: string) {
  const { engine: opened, close } = await openEngine(path, schema);
  try {
    return await opened.diagnoseMigrationHistory({
      migrationsList: migrationList(migrations),
      optInToShadowDatabase: true,
      filters: FILTERS,
    });
  } finally {
    close();
  }
}
