import { statSync } from "node:fs";
import { sql } from "kysely";
import type { StoreReader } from "../contract.ts";
import type { Read } from "./read.ts";

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** What the database holds, in numbers and names. */
export const createFactsReader = (
  read: Read,
  path: string,
  sqliteVersion: string,
): Pick<StoreReader, "containers" | "hosts" | "facts"> => ({
  containers: () =>
    read("read the containers of", async (db) => {
      const rows = await db.selectFrom("container").selectAll().orderBy("name").execute();
      return rows.map(({ name, boots }) => ({ name, boots: Number(boots) }));
    }),
  hosts: () =>
    read("read the hosts of", (db) => db.selectFrom("host").select(["id", "name"]).orderBy("name").execute()),
  facts: () =>
    read("read the facts of", async (db) => {
      const counters = await db.selectFrom("counter").selectAll().execute();
      const counter = (name: string) => counters.find((row) => row.name === name)?.value ?? 0n;
      const oldest = await db
        .selectFrom("boot")
        .select("sort_time")
        .where("sort_time", ">", 0n)
        .orderBy("sort_time")
        .limit(1)
        .executeTakeFirst();
      const migration = await db
        .selectFrom("_prisma_migrations")
        .select((eb) => eb.fn.max("migration_name").as("name"))
        .executeTakeFirst();
      const recordings = await db
        .selectFrom("recording")
        .select((eb) => [
          eb.fn.countAll<bigint>().as("n"),
          eb.fn.sum<bigint | null>("dropped").as("dropped"),
          sql<bigint | null>`sum(iif(kind = 'live', events, 0))`.as("collected"),
        ])
        .executeTakeFirstOrThrow();
      return {
        path,
        bytes: sizeOf(path),
        walBytes: sizeOf(`${path}-wal`),
        boots: Number(counter("boots")),
        events: Number(counter("events")),
        recordings: Number(recordings.n),
        collected: recordings.collected ?? 0n,
        dropped: recordings.dropped ?? 0n,
        schemaVersion: migration?.name ?? "",
        engine: "SQLite",
        engineVersion: sqliteVersion,
        ...(oldest ? { oldestWallTime: oldest.sort_time } : {}),
        revision: counter("revision"),
      };
    }),
});
