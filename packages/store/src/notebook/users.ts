import { createHash, randomBytes } from "node:crypto";
import type { Role } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Guarded } from "./guarded.ts";

/** Somebody who may log in; since when is wall time (UTC ns). */
export type User = { readonly name: string; readonly role: Role; readonly madeAt: bigint };
export type OpenSession = { readonly name: string; readonly role: Role; readonly hash: string };

/** Names of users are compared without regard to case; users have what hashPassword made of a password. */
export type Users = {
  /** By name. */
  users(): readonly User[];
  /** False for a name that is taken. */
  addUser(user: User & { readonly password: string }): boolean;
  removeUser(name: string): boolean;
  /** Ends the sessions of that user, as does another role. False when there is no such user. */
  changePassword(name: string, password: string): boolean;
  changeRole(name: string, role: Role): boolean;
  findUser(name: string): (User & { readonly password: string }) | undefined;
  /** Returns the session's token, which is told here and never again. */
  openSession(name: string, now: bigint, expiresAt: bigint): string;
  /** Undefined for a token that is unknown, ended or expired. The role is the user's role now. */
  findSession(token: string, now: bigint): OpenSession | undefined;
  /** Whether the session of this hash still lasts. */
  lasts(hash: string, now: bigint): boolean;
  endSession(hash: string): void;
  /** False when there is no such user. */
  endSessionsOf(name: string): boolean;
};

type Row = {
  readonly name: string;
  readonly role: Role;
  readonly password: string;
  readonly made_at: bigint;
};

const TOKEN_BYTES = 32;
export const tokenHash = (token: string) => createHash("sha256").update(token).digest("hex");
export const newToken = () => randomBytes(TOKEN_BYTES).toString("base64url");
const userOf = ({ name, role, made_at }: Row): User => ({ name, role, madeAt: made_at });
const plain = (name: string) => name.toLowerCase();

// oxlint-disable-next-line eslint/max-lines-per-function -- a statement and its function for each thing done to users; each is short
export function createUsers(connection: Connection, guarded: Guarded): Users {
  const change = (column: "password" | "role", value: string, name: string): boolean =>
    guarded("write", () =>
      connection
        .transaction(() => {
          connection.prepare("DELETE FROM session WHERE user_name = ?").run(plain(name));
          return (
            connection.prepare(`UPDATE user SET ${column} = ? WHERE name = ?`).run(value, plain(name))
              .changes > 0
          );
        })
        .immediate(),
    );
  return {
    users: () =>
      guarded("read", () =>
        connection
          .prepare<[], Row>("SELECT name, role, password, made_at FROM user ORDER BY name")
          .all()
          .map(userOf),
      ),
    addUser: ({ name, role, password, madeAt }) =>
      guarded(
        "write",
        () =>
          connection
            .prepare(
              "INSERT INTO user (name, role, password, made_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
            )
            .run(plain(name), role, password, madeAt).changes > 0,
      ),
    removeUser: (name) =>
      guarded("write", () =>
        connection
          .transaction(() => {
            connection.prepare("DELETE FROM session WHERE user_name = ?").run(plain(name));
            return connection.prepare("DELETE FROM user WHERE name = ?").run(plain(name)).changes > 0;
          })
          .immediate(),
      ),
    changePassword: (name, password) => change("password", password, name),
    changeRole: (name, role) => change("role", role, name),
    findUser: (name) =>
      guarded("read", () => {
        const row = connection
          .prepare<[string], Row>("SELECT name, role, password, made_at FROM user WHERE name = ?")
          .get(plain(name));
        return row && { ...userOf(row), password: row.password };
      }),
    openSession: (name, now, expiresAt) =>
      guarded("write", () => {
        const token = newToken();
        connection
          .transaction(() => {
            connection.prepare("DELETE FROM session WHERE expires_at <= ?").run(now);
            connection
              .prepare("INSERT INTO session (token_hash, user_name, made_at, expires_at) VALUES (?, ?, ?, ?)")
              .run(tokenHash(token), plain(name), now, expiresAt);
          })
          .immediate();
        return token;
      }),
    findSession: (token, now) =>
      guarded("read", () =>
        connection
          .prepare<[string, bigint], OpenSession>(
            `SELECT name, role, token_hash AS hash FROM session JOIN user ON name = user_name
             WHERE token_hash = ? AND expires_at > ?`,
          )
          .get(tokenHash(token), now),
      ),
    lasts: (hash, now) =>
      guarded(
        "read",
        () =>
          connection
            .prepare("SELECT 1 FROM session WHERE token_hash = ? AND expires_at > ?")
            .get(hash, now) !== undefined,
      ),
    endSession: (hash) =>
      guarded("write", () => void connection.prepare("DELETE FROM session WHERE token_hash = ?").run(hash)),
    endSessionsOf: (name) =>
      guarded("write", () => {
        connection.prepare("DELETE FROM session WHERE user_name = ?").run(plain(name));
        return connection.prepare("SELECT 1 FROM user WHERE name = ?").get(plain(name)) !== undefined;
      }),
  };
}
