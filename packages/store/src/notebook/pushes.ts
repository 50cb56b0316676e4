import type { BootId } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Guarded } from "./guarded.ts";

/** How far boots were pushed to endpoints elsewhere, and which. */
export type Pushes = {
  /** Revision of the boots' database up to which nothing is left to push; undefined for an endpoint never pushed to. */
  pushedUpTo(endpoint: string): bigint | undefined;
  isPushed(endpoint: string, id: BootId): boolean;
  savePushed(endpoint: string, revision: bigint, ids: readonly BootId[]): void;
  /** Boots that are gone need not be remembered. */
  forgetPushed(ids: readonly BootId[]): void;
};

export function createPushes(connection: Connection, guarded: Guarded): Pushes {
  const save = connection.transaction((endpoint: string, revision: bigint, ids: readonly BootId[]) => {
    connection
      .prepare(
        "INSERT INTO push (endpoint, revision) VALUES (?, ?) ON CONFLICT (endpoint) DO UPDATE SET revision = excluded.revision",
      )
      .run(endpoint, revision);
    const add = connection.prepare(
      "INSERT INTO pushed_boot (endpoint, boot_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
    );
    for (const id of ids) add.run(endpoint, id);
  });
  const forget = connection.transaction((ids: readonly BootId[]) => {
    const remove = connection.prepare("DELETE FROM pushed_boot WHERE boot_id = ?");
    for (const id of ids) remove.run(id);
  });
  return {
    pushedUpTo: (endpoint) =>
      guarded("read", () =>
        connection
          .prepare<[string], bigint>("SELECT revision FROM push WHERE endpoint = ?")
          .pluck()
          .get(endpoint),
      ),
    isPushed: (endpoint, id) =>
      guarded(
        "read",
        () =>
          connection
            .prepare("SELECT 1 FROM pushed_boot WHERE endpoint = ? AND boot_id = ?")
            .get(endpoint, id) !== undefined,
      ),
    savePushed: (endpoint, revision, ids) => guarded("write", () => save.immediate(endpoint, revision, ids)),
    forgetPushed: (ids) => guarded("write", () => forget.immediate(ids)),
  };
}
