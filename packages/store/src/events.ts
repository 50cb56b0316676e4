import type { BootEvent, BootId, Source } from "@hacotaki/core";
import { namespacesOf } from "./boot-row.ts";
import type { StoreReader } from "./contract.ts";
import { eventOf } from "./event-of.ts";
import type { Read, Reading } from "./read.ts";
import { sourceOf } from "./runs.ts";
import { among } from "./summaries.ts";
import type { EventRow } from "./tables.ts";

const distinct = (keys: readonly (bigint | null)[]) => [...new Set(keys)].filter((key) => key !== null);

async function decoded(db: Reading, rows: readonly EventRow[]): Promise<BootEvent[]> {
  const keys = distinct(rows.map((row) => row.namespaces_key));
  const namespaces = new Map(
    (await db.selectFrom("namespaces").selectAll().where("key", "in", among(keys)).execute()).map((row) => [
      row.key,
      namespacesOf(row),
    ]),
  );
  const texts = new Map<string, string>();
  for (const { name, text } of rows) {
    if (name !== "haco-text" || text === null) continue;
    const found = await db
      .selectFrom("haco_text")
      .select("text")
      .where("digest", "=", text)
      .executeTakeFirst();
    if (found) texts.set(text, found.text);
  }
  return rows.map((row) =>
    eventOf(
      row,
      row.namespaces_key === null ? null : (namespaces.get(row.namespaces_key) ?? null),
      row.text === null ? null : (texts.get(row.text) ?? null),
    ),
  );
}

async function eventsOfBoot(
  db: Reading,
  id: BootId,
): Promise<{ source: Source; events: BootEvent[] } | undefined> {
  const boot = await db
    .selectFrom("boot")
    .innerJoin("run", "run.key", "boot.run_key")
    .innerJoin("recording", "recording.id", "run.recording_id")
    .innerJoin("host", "host.key", "run.host_key")
    .select([
      "boot.key",
      "boot.run_key",
      "recording.kind",
      "host.id as host_id",
      "recording.host_name",
      "run.kernel_boot_id",
      "recording.kernel",
      "recording.has_kernel_events",
      "recording.wall_offset",
    ])
    .where("boot.id", "=", id)
    .executeTakeFirst();
  if (boot === undefined) return undefined;
  const rows = await db
    .selectFrom("phase_event")
    .selectAll()
    .where("run_key", "=", boot.run_key)
    .where((eb) => eb.or([eb("boot_key", "=", boot.key), eb("boot_key", "is", null)]))
    .orderBy("at")
    .orderBy("seq")
    .execute();
  return { source: sourceOf(boot), events: await decoded(db, rows) };
}

export const createEventReader = (read: Read): Pick<StoreReader, "eventsOf"> => ({
  eventsOf: (id) => read("read the events of a boot of", (db) => eventsOfBoot(db, id)),
});
