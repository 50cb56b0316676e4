import { createHash, randomBytes } from "node:crypto";
import {
  decodeWire,
  encodeWire,
  SHARE_PARTS,
  snapshotOfToday,
  type BootId,
  type Share,
  type ShareSnapshot,
  type Wire,
} from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Guarded } from "./guarded.ts";

/** Whoever has it sees the share; only its hash is stored. 24 characters of base64url: 144 bits. */
export type ShareToken = string;
export type OpenedShare = { readonly share: Share; readonly snapshot: ShareSnapshot };
export type NewShare = Pick<
  Share,
  "kind" | "title" | "comment" | "parts" | "bootIds" | "madeAt" | "expiresAt"
> & { readonly snapshot: ShareSnapshot };

export type Shares = {
  /** Newest first, expired and revoked ones too. */
  shares(): readonly Share[];
  /** Pins the boots it shows. The token is told here and never again. */
  addShare(share: NewShare): { readonly id: number; readonly token: ShareToken };
  /** Undefined for a token that is unknown, revoked or expired: no way to tell which. */
  openShare(token: string, now: bigint): OpenedShare | undefined;
  /** Notes that somebody opened it. */
  seeShare(id: number, now: bigint): void;
  /** Forgets all that it showed, for good: a line about it stays. The pins stay as well. False where it is revoked already. */
  revokeShare(id: number, now: bigint): boolean;
  /** Forgets a share that opens nothing any more, revoked or expired, and that there ever was one. */
  removeShare(id: number, now: bigint): boolean;
};

type Row = {
  readonly id: bigint;
  readonly kind: Share["kind"];
  readonly title: string;
  readonly comment: string | null;
  readonly parts: string;
  readonly boot_ids: string;
  readonly made_at: bigint;
  readonly expires_at: bigint | null;
  readonly last_seen_at: bigint | null;
  readonly seen: bigint;
  readonly revoked_at: bigint | null;
};

const COLUMNS =
  "id, kind, title, comment, parts, boot_ids, made_at, expires_at, last_seen_at, seen, revoked_at";
const TOKEN_BYTES = 18;
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");
const listOf = (text: string) => (text === "" ? [] : text.split(","));

const shareOf = (row: Row): Share => ({
  id: Number(row.id),
  kind: row.kind,
  title: row.title,
  ...(row.comment === null ? {} : { comment: row.comment }),
  parts: SHARE_PARTS.filter((part) => listOf(row.parts).includes(part)),
  bootIds: listOf(row.boot_ids) as BootId[], // only this package writes this column
  madeAt: row.made_at,
  ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  ...(row.last_seen_at === null ? {} : { lastSeenAt: row.last_seen_at }),
  seen: Number(row.seen),
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
});

export function createShares(connection: Connection, guarded: Guarded): Shares {
  const add = (share: NewShare) => {
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const { lastInsertRowid } = connection
      .prepare(
        `INSERT INTO share (token_hash, kind, title, comment, parts, boot_ids, snapshot, made_at, expires_at, seen)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
      )
      .run(
        hashOf(token),
        share.kind,
        share.title,
        share.comment ?? null,
        share.parts.join(","),
        share.bootIds.join(","),
        encodeWire(share.snapshot),
        share.madeAt,
        share.expiresAt ?? null,
      );
    const pin = connection.prepare(
      "INSERT INTO pin (boot_id, pinned_at) VALUES (?, ?) ON CONFLICT (boot_id) DO NOTHING",
    );
    for (const id of share.bootIds) pin.run(id, share.madeAt);
    return { id: Number(lastInsertRowid), token };
  };
  return {
    shares: () =>
      guarded("read", () =>
        connection.prepare<[], Row>(`SELECT ${COLUMNS} FROM share ORDER BY id DESC`).all().map(shareOf),
      ),
    addShare: (share) => guarded("write", () => connection.transaction(add).immediate(share)),
    openShare: (token, now) =>
      guarded("read", () => {
        const row = connection
          .prepare<[string, bigint], Row & { readonly snapshot: string }>(
            `SELECT ${COLUMNS}, snapshot FROM share WHERE token_hash = ? AND revoked_at IS NULL AND coalesce(expires_at > ?, 1)`,
          )
          .get(hashOf(token), now);
        return (
          row && {
            share: shareOf(row),
            snapshot: snapshotOfToday(
              decodeWire<ShareSnapshot>(JSON.parse(row.snapshot) as Wire<ShareSnapshot>),
            ),
          }
        );
      }),
    seeShare: (id, now) =>
      guarded("write", () => {
        connection.prepare("UPDATE share SET last_seen_at = ?, seen = seen + 1 WHERE id = ?").run(now, id);
      }),
    revokeShare: (id, now) =>
      guarded(
        "write",
        () =>
          connection
            .prepare("UPDATE share SET revoked_at = ?, snapshot = '' WHERE id = ? AND revoked_at IS NULL")
            .run(now, id).changes > 0,
      ),
    removeShare: (id, now) =>
      guarded(
        "write",
        () =>
          connection
            .prepare("DELETE FROM share WHERE id = ? AND (revoked_at IS NOT NULL OR expires_at <= ?)")
            .run(id, now).changes > 0,
      ),
  };
}
