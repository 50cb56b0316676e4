import { namespaceInodes, type Namespaces, type Span } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import { KERNEL_BOOT_REFERENCE } from "../connection/kernel-boot.ts";
import { spanKind } from "../packing/derived-rows.ts";
import { digestOf, hacoDigest } from "../packing/digest.ts";
import { whole } from "../values/integers.ts";
import { makeRoom } from "../values/remembered.ts";
import { createKindNumbers } from "../packing/span-kinds.ts";
import type { Surroundings } from "../packing/packed.ts";
import { SURROUNDINGS } from "../packing/surroundings.ts";

/** Values that many rows share, kept once. What was looked up is remembered until `forget`. */
export type Dictionaries = {
  hostKey(id: string, name: string): bigint;
  /** What stands for it in `run`. */
  kernelBoot(id: string): string;
  namespacesKey(namespaces: Namespaces): bigint;
  surroundingsKey(surroundings: Surroundings): bigint;
  spanKindKey(span: Span): number;
  hacoText(text: string): { readonly key: bigint; readonly digest: string };
  forget(): void;
};

const MAX_REMEMBERED = 4_000;
/** Texts are remembered whole, and can be long. */
const MAX_REMEMBERED_TEXTS = 200;

/** Remembers answers, a bounded number of them. */
function remembering<Key, Value>(limit = MAX_REMEMBERED) {
  const known = new Map<Key, Value>();
  return {
    get(key: Key, find: () => Value): Value {
      let value = known.get(key);
      if (value === undefined) {
        value = find();
        makeRoom(known, limit);
        known.set(key, value);
      }
      return value;
    },
    clear: () => known.clear(),
  };
}

/** Finds a set of surroundings, or adds it: one that was damaged is written anew. */
function surroundingsIn(db: Connection): (values: readonly (string | null)[]) => bigint | undefined {
  const find = db
    .prepare<(Buffer | string | null)[], bigint>(
      `SELECT key FROM surroundings WHERE digest = ? AND ${SURROUNDINGS.map((name) => `${name} IS ?`).join(" AND ")}`,
    )
    .pluck();
  const add = db
    .prepare<(Buffer | string | null)[], bigint>(
      `INSERT INTO surroundings (digest, ${SURROUNDINGS.join(", ")})
       VALUES (?, ${SURROUNDINGS.map(() => "?").join(", ")})
       ON CONFLICT (digest) DO UPDATE SET ${SURROUNDINGS.map((name) => `${name} = excluded.${name}`).join(", ")}
       RETURNING key`,
    )
    .pluck();
  return (values) => {
    const digest = digestOf(values);
    return find.get(digest, ...values) ?? add.get(digest, ...values);
  };
}

/** Finds a host, or adds it; its name is what it is called now. */
function hostsIn(db: Connection): (id: string, name: string) => bigint | undefined {
  const save = db.prepare<[string, string], bigint>(
    `INSERT INTO host (id, name) VALUES (?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name`,
  );
  const find = db.prepare<[string], bigint>("SELECT key FROM host WHERE id = ?").pluck();
  return (id, name) => {
    save.run(id, name);
    return find.get(id);
  };
}

function kernelBootsIn(db: Connection): (id: string) => string | undefined {
  const save = db.prepare<[string]>("INSERT INTO kernel_boot (id) VALUES (?) ON CONFLICT DO NOTHING");
  const find = db
    .prepare<[string], string>(`SELECT ${KERNEL_BOOT_REFERENCE} FROM kernel_boot WHERE id = ?`)
    .pluck();
  return (id) => {
    save.run(id);
    return find.get(id);
  };
}

export function createDictionaries(db: Connection): Dictionaries {
  const hosts = remembering<string, bigint>();
  const kernelBoots = remembering<string, string>();
  const namespaces = remembering<string, bigint>();
  const surroundings = remembering<string, bigint>();
  const findOrAddSurroundings = surroundingsIn(db);
  const findOrAddHost = hostsIn(db);
  const findOrAddKernelBoot = kernelBootsIn(db);
  const texts = remembering<string, { key: bigint; digest: string }>(MAX_REMEMBERED_TEXTS);

  const findNamespaces = db
    .prepare<number[], bigint>(
      `SELECT key FROM namespaces WHERE pid = ? AND pid_for_children = ? AND mnt = ? AND uts = ? AND ipc = ?
       AND net = ? AND "user" = ?`,
    )
    .pluck();
  const addNamespaces = db
    .prepare<number[], bigint>(
      `INSERT INTO namespaces (pid, pid_for_children, mnt, uts, ipc, net, "user") VALUES (?, ?, ?, ?, ?, ?, ?)
       RETURNING key`,
    )
    .pluck();
  const findKind = db
    .prepare<(string | number | null)[], bigint>(
      `SELECT key FROM span_kind WHERE slug = ? AND label = ? AND "group" = ? AND lane = ? AND on_path = ?
       AND "from" = ? AND "to" IS ?`,
    )
    .pluck();
  const addKind = db
    .prepare<(string | number | null)[], bigint>(
      `INSERT INTO span_kind (slug, label, "group", lane, on_path, "from", "to") VALUES (?, ?, ?, ?, ?, ?, ?)
       RETURNING key`,
    )
    .pluck();
  const findText = db.prepare<[string], bigint>("SELECT key FROM haco_text WHERE digest = ?").pluck();
  const addText = db
    .prepare<[string, string], bigint>("INSERT INTO haco_text (digest, text) VALUES (?, ?) RETURNING key")
    .pluck();

  /** A statement that RETURNs a key always has one. */
  const made = <Key>(key: Key | undefined): Key => {
    if (key === undefined) throw new Error("an inserted row has no key");
    return key;
  };

  const kinds = createKindNumbers((span) => {
    const kind = spanKind(span);
    const values = [kind.slug, kind.label, kind.group, kind.lane, kind.on_path, kind.from, kind.to];
    return Number(findKind.get(...values) ?? made(addKind.get(...values)));
  });

  return {
    hostKey: (id, name) => hosts.get(`${id.length}:${id}${name}`, () => made(findOrAddHost(id, name))),
    kernelBoot: (id) => kernelBoots.get(id, () => made(findOrAddKernelBoot(id))),
    namespacesKey(ns) {
      const inodes = namespaceInodes(ns);
      return namespaces.get(inodes.join(), () => {
        const values = inodes.map(whole);
        return findNamespaces.get(...values) ?? made(addNamespaces.get(...values));
      });
    },
    surroundingsKey(shared) {
      const values = SURROUNDINGS.map((name) => shared[name]);
      return surroundings.get(JSON.stringify(values), () => made(findOrAddSurroundings(values)));
    },
    spanKindKey: (span) => kinds.of(span),
    hacoText: (text) =>
      texts.get(text, () => {
        const digest = hacoDigest(text);
        return { key: findText.get(digest) ?? made(addText.get(digest, text)), digest };
      }),
    forget() {
      for (const known of [hosts, kernelBoots, namespaces, kinds, surroundings, texts]) known.clear();
    },
  };
}
