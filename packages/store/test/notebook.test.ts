import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { validate } from "@prisma/prisma-schema-wasm";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { Baseline, BootId, GoneBoot, ShareSnapshot } from "@hacotaki/core";
import { notebookPath, openNotebook, openStore } from "../src/index.ts";
import { readMigrations } from "../src/connection/migrations.ts";
import { temporaryDatabase } from "./folder.ts";
import { difference } from "./prisma-engine.ts";

const schema = readFileSync(new URL("../../../prisma/notebook/schema.prisma", import.meta.url), "utf8");
const migrations = readMigrations(
  fileURLToPath(new URL("../../../prisma/notebook/migrations", import.meta.url)),
);

const ID = "0b38m07hpcwsjbpf" as BootId;
const boot: Baseline = { name: "fast one", of: { kind: "boot", id: ID }, savedAt: 5n };
const group: Baseline = {
  name: "before the upgrade",
  note: "kernel 6.1",
  of: { kind: "group", filter: { container: "a&b=c", outcomes: ["up"], until: 1_700_000_000_123_456_789n } },
  savedAt: 1_700_000_000_000_000_001n,
};

test("the notebook's schema and its migrations agree, by Prisma's own diff", async () => {
  expect(() => validate(JSON.stringify({ prismaSchema: [["schema.prisma", schema]] }))).not.toThrow();
  expect(await difference(migrations, schema.replaceAll("BigInt", "Int   "))).toBeUndefined();
});

test("what is kept is there again after opening anew, every nanosecond of it", () => {
  const path = temporaryDatabase();
  const first = openNotebook(path);
  expect([first.saveBaseline(boot), first.saveBaseline(group)]).toEqual([true, true]);
  first.close();
  const again = openNotebook(path);
  expect(again.baselines()).toEqual([group, boot]);
  expect(again.findBaseline("fast one")).toEqual(boot);
  expect(again.findBaseline("none")).toBeUndefined();
  again.close();
});

test("a name that is taken stays what it is until it is replaced, and is free again once removed", () => {
  const notebook = openNotebook(temporaryDatabase());
  notebook.saveBaseline(boot);
  const other = { ...group, name: boot.name };
  expect(notebook.saveBaseline(other)).toBe(false);
  expect(notebook.findBaseline(boot.name)).toEqual(boot);
  expect(notebook.saveBaseline(other, { replace: true })).toBe(true);
  expect(notebook.findBaseline(boot.name)).toEqual(other);
  expect([notebook.removeBaseline(boot.name), notebook.removeBaseline(boot.name)]).toEqual([true, false]);
  notebook.close();
});

test("the notebook lies beside the database, for owner and group alone, and neither is taken for the other", () => {
  const path = temporaryDatabase();
  openStore(path, { mode: "write" }).close();
  openNotebook(path).close();
  expect(notebookPath("/srv/hacotaki.db")).toBe("/srv/hacotaki.notebook.db");
  expect(statSync(notebookPath(path)).mode & 0o777).toBe(0o660);
  expect(() => openStore(notebookPath(path), { mode: "read" })).toThrow(/another program/);
});

test("a file of another program at its place is not touched", () => {
  const path = temporaryDatabase();
  new Database(notebookPath(path)).exec("CREATE TABLE song (title TEXT) STRICT").close();
  expect(() => openNotebook(path)).toThrow(/another program/);
});

const OTHER = "1b38m07hpcwsjbpf" as BootId;
const open = () => openNotebook(temporaryDatabase());

describe("pins", () => {
  test("a boot is pinned from the first time on until it is unpinned", () => {
    const notebook = open();
    notebook.pin(ID, 1n);
    notebook.pin(OTHER, 2n);
    notebook.pin(ID, 3n);
    expect(notebook.pins()).toEqual([
      { bootId: OTHER, pinnedAt: 2n },
      { bootId: ID, pinnedAt: 1n },
    ]);
    notebook.unpin(ID);
    expect([notebook.isPinned(ID), notebook.isPinned(OTHER)]).toEqual([false, true]);
    notebook.close();
  });
});

describe("notes", () => {
  test("belong to one boot, perhaps to a span of it, and keep when they were written and changed", () => {
    const notebook = open();
    notebook.addNote({ bootId: ID, text: "slow disk", writtenAt: 1n });
    notebook.addNote({ bootId: ID, span: "pivot-root", text: "umount", writtenAt: 2n });
    notebook.addNote({ bootId: OTHER, text: "fine", writtenAt: 3n });
    expect(notebook.changeNote({ id: 1, bootId: ID, text: "slower disk" }, 4n)).toBe(true);
    expect(notebook.notesOf(ID)).toEqual([
      { id: 1, bootId: ID, text: "slower disk", writtenAt: 1n, changedAt: 4n },
      { id: 2, bootId: ID, span: "pivot-root", text: "umount", writtenAt: 2n },
    ]);
    expect(notebook.noted()).toEqual(
      new Map([
        [ID, 2],
        [OTHER, 1],
      ]),
    );
    expect([notebook.removeNote(3, ID), notebook.removeNote(3, OTHER)]).toEqual([false, true]);
    expect(notebook.notesOf(OTHER)).toEqual([]);
    notebook.close();
  });
});

const snapshot: ShareSnapshot = { version: 1, kind: "baseline", name: "n", boots: 0, measures: [] };
const share = {
  kind: "baseline",
  title: "t",
  parts: ["hosts"],
  bootIds: [ID],
  madeAt: 10n,
  snapshot,
} as const;

describe("shares", () => {
  test("a token opens its share and no other; each is new, and none of them is in the file", () => {
    const path = temporaryDatabase();
    const notebook = openNotebook(path);
    const first = notebook.addShare(share);
    const second = notebook.addShare({ ...share, title: "u", comment: "why" });
    expect(first.token).toMatch(/^[\w-]{24}$/);
    expect(second.token).not.toBe(first.token);
    expect(notebook.openShare(second.token, 11n)).toEqual({
      share: { ...share, snapshot: undefined, id: second.id, title: "u", comment: "why", seen: 0 },
      snapshot,
    });
    expect(notebook.openShare(`${first.token}x`, 11n)).toBeUndefined();
    notebook.close();
    expect(readFileSync(notebookPath(path), "latin1")).not.toContain(first.token);
  });

  test("an expired or revoked share is opened no more; of what a revoked one showed nothing is left but a line", () => {
    const notebook = open();
    const { id, token } = notebook.addShare({ ...share, expiresAt: 20n });
    expect(notebook.openShare(token, 19n)?.share.id).toBe(id);
    expect(notebook.openShare(token, 20n)).toBeUndefined();
    expect(notebook.shares().map((each) => each.id)).toEqual([id]);
    expect(notebook.removeShare(id, 19n)).toBe(false);
    expect([notebook.revokeShare(id, 15n), notebook.revokeShare(id, 16n)]).toEqual([true, false]);
    expect(notebook.openShare(token, 19n)).toBeUndefined();
    expect(notebook.shares()).toMatchObject([{ id, title: share.title, revokedAt: 15n }]);
    expect(notebook.removeShare(id, 19n)).toBe(true);
    expect(notebook.shares()).toEqual([]);
    notebook.close();
  });

  test("its maker sees when it was opened last, and how often", () => {
    const notebook = open();
    const { id } = notebook.addShare(share);
    notebook.seeShare(id, 12n);
    notebook.seeShare(id, 13n);
    expect(notebook.shares()[0]).toMatchObject({ seen: 2, lastSeenAt: 13n });
    notebook.close();
  });

  test("sharing pins, and what is shared is kept even when the pin is taken away", () => {
    const notebook = open();
    const { id } = notebook.addShare(share);
    notebook.pin(OTHER, 1n);
    expect(notebook.isPinned(ID)).toBe(true);
    notebook.unpin(ID);
    expect([...notebook.keptBoots()].sort()).toEqual([ID, OTHER]);
    notebook.revokeShare(id, 2n);
    expect([...notebook.keptBoots()]).toEqual([OTHER]);
    notebook.close();
  });
});

test("of a boot that is gone, the notebook knows what it was and when it went", () => {
  const notebook = open();
  const gone: GoneBoot = {
    id: ID,
    container: "web",
    outcome: "up",
    wallTime: 5n,
    bootDuration: 7n,
    goneAt: 9n,
  };
  const unknown: GoneBoot = { id: OTHER, container: "web", outcome: "failed", goneAt: 9n };
  notebook.saveGoneBoots([gone, unknown]);
  expect(notebook.findGoneBoot(ID)).toEqual(gone);
  expect(notebook.findGoneBoot(OTHER)).toEqual(unknown);
  expect(notebook.findGoneBoot("2b38m07hpcwsjbpf" as BootId)).toBeUndefined();
  notebook.close();
});
