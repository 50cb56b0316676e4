import type { BootId } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Guarded } from "./guarded.ts";

/** A boot that retention leaves alone, and since when (wall time, UTC ns). */
export type Pin = { readonly bootId: BootId; readonly pinnedAt: bigint };

export type Pins = {
  /** Newest first. */
  pins(): readonly Pin[];
  isPinned(id: BootId): boolean;
  /** Pinning what is pinned changes nothing. */
  pin(id: BootId, now: bigint): void;
  unpin(id: BootId): void;
};

export const createPins = (connection: Connection, guarded: Guarded): Pins => ({
  pins: () =>
    guarded("read", () =>
      connection
        .prepare<[], Pin>(
          "SELECT boot_id AS bootId, pinned_at AS pinnedAt FROM pin ORDER BY pinned_at DESC, boot_id",
        )
        .all(),
    ),
  isPinned: (id) =>
    guarded("read", () => connection.prepare("SELECT 1 FROM pin WHERE boot_id = ?").get(id) !== undefined),
  pin: (id, now) =>
    guarded("write", () => {
      connection
        .prepare("INSERT INTO pin (boot_id, pinned_at) VALUES (?, ?) ON CONFLICT (boot_id) DO NOTHING")
        .run(id, now);
    }),
  unpin: (id) => guarded("write", () => void connection.prepare("DELETE FROM pin WHERE boot_id = ?").run(id)),
});
