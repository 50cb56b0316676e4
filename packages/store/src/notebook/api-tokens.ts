import type { TokenScope } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Guarded } from "./guarded.ts";
import { newToken, tokenHash } from "./users.ts";

/** Lets a program read. Wall times are UTC ns. */
export type ApiToken = {
  readonly name: string;
  readonly scope: TokenScope;
  readonly madeAt: bigint;
  readonly expiresAt?: bigint;
  readonly usedAt?: bigint;
};

export type ApiTokens = {
  /** By name, expired ones too. */
  apiTokens(): readonly ApiToken[];
  /** Returns the token, which is told here and never again; undefined for a name that is taken. */
  addApiToken(token: Omit<ApiToken, "usedAt">): string | undefined;
  revokeApiToken(name: string): boolean;
  /** Undefined for a token that is unknown, revoked or expired. */
  findApiToken(token: string, now: bigint): ApiToken | undefined;
  /** Notes that somebody used it. */
  useApiToken(name: string, now: bigint): void;
};

type Row = {
  readonly name: string;
  readonly scope: TokenScope;
  readonly made_at: bigint;
  readonly expires_at: bigint | null;
  readonly used_at: bigint | null;
};

const COLUMNS = "name, scope, made_at, expires_at, used_at";
/** Lets scanners of leaked secrets know what they found. */
const PREFIX = "hacotaki_";

const tokenOf = ({ name, scope, made_at, expires_at, used_at }: Row): ApiToken => ({
  name,
  scope,
  madeAt: made_at,
  ...(expires_at === null ? {} : { expiresAt: expires_at }),
  ...(used_at === null ? {} : { usedAt: used_at }),
});

export const createApiTokens = (connection: Connection, guarded: Guarded): ApiTokens => ({
  apiTokens: () =>
    guarded("read", () =>
      connection.prepare<[], Row>(`SELECT ${COLUMNS} FROM api_token ORDER BY name`).all().map(tokenOf),
    ),
  addApiToken: ({ name, scope, madeAt, expiresAt }) =>
    guarded("write", () => {
      const token = PREFIX + newToken();
      const { changes } = connection
        .prepare(
          `INSERT INTO api_token (name, token_hash, scope, made_at, expires_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (name) DO NOTHING`,
        )
        .run(name, tokenHash(token), scope, madeAt, expiresAt ?? null);
      return changes > 0 ? token : undefined;
    }),
  revokeApiToken: (name) =>
    guarded("write", () => connection.prepare("DELETE FROM api_token WHERE name = ?").run(name).changes > 0),
  findApiToken: (token, now) =>
    guarded("read", () => {
      const row = connection
        .prepare<[string, bigint], Row>(
          `SELECT ${COLUMNS} FROM api_token WHERE token_hash = ? AND coalesce(expires_at > ?, 1)`,
        )
        .get(tokenHash(token), now);
      return row && tokenOf(row);
    }),
  useApiToken: (name, now) =>
    guarded("write", () => {
      connection.prepare("UPDATE api_token SET used_at = ? WHERE name = ?").run(now, name);
    }),
});
