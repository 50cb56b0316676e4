import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Changes } from "@hacotaki/core";
import { notebookPath, openNotebook, openStore, type Notebook, type StoreWriter } from "@hacotaki/store";
import { onTestFinished } from "vitest";
import { RECORDING } from "../../store/test/builder.ts";
import { ADMIN, READER, SHIPPER, startEngine, type RunningEngine } from "../../../test/fleet/engine.ts";
import {
  createShipper,
  migrate,
  openEngine,
  parseDestination,
  type Access,
  type Destination,
  type Engine,
} from "../src/index.ts";
import type { Round, Shipper } from "../src/shipper.ts";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-fleet-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A host's database, its notebook, and what a collector would write to it. */
export type Spool = {
  readonly path: string;
  readonly store: StoreWriter;
  readonly notebook: Notebook;
  save(changes: Changes): void;
  close(): void;
  /** Once it is closed, for whoever named its place. */
  remove(): void;
};
/** For whoever closes it. */
export function openSpoolAt(path: string): Spool {
  const store = openStore(path, { mode: "write" });
  const notebook = openNotebook(path);
  const files = [path, notebookPath(path)];
  const recording = store.startRecording(RECORDING);
  return {
    path,
    store,
    notebook,
    save: (changes) => store.save(changes, recording),
    close() {
      notebook.close();
      store.close();
    },
    remove: () => files.forEach((file) => rmSync(file, { force: true })),
  };
}
export function openSpool(path = join(temporaryFolder(), "hacotaki.db")): Spool {
  const spool = openSpoolAt(path);
  onTestFinished(() => spool.close());
  return spool;
}

export function destinationAt(port: number, user: string, database = "hacotaki"): Destination {
  const parsed = parseDestination(`clickhouse://${user}@127.0.0.1:${port}/${database}`);
  if (parsed.kind !== "destination") throw new Error(parsed.reason);
  return parsed.destination;
}

/** An engine in process behind HTTP, and the two users that it knows. */
export type Fleet = {
  readonly running: RunningEngine;
  readonly admin: Engine;
  readonly folder: string;
  shipperEngine(): Engine;
  readonly destination: Destination;
  /** As a dashboard reads it. */
  readonly reading: Destination;
  readonly access: Access;
  rows<Row>(query: string): Promise<readonly Row[]>;
  /** Starts the engine anew on its data, at the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export async function openFleet({ isMigrated = true } = {}): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-engine-"));
  let running = await startEngine(folder);
  const { port } = running;
  const destination = destinationAt(port, SHIPPER.name);
  const admin = openEngine({ url: destination.url, user: ADMIN.name }, { password: ADMIN.password });
  const engines = [admin];
  if (isMigrated) await migrate(admin, { database: destination.database });
  return {
    get running() {
      return running;
    },
    admin,
    folder,
    destination,
    reading: destinationAt(port, READER.name),
    access: { password: READER.password },
    shipperEngine() {
      const engine = openEngine(destination, { password: SHIPPER.password });
      engines.push(engine);
      return engine;
    },
    rows: (query) => admin.rows(query),
    async restart() {
      await running.close();
      running = await startEngine(folder, { port });
    },
    async close() {
      for (const engine of engines) await engine.close();
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const shipperOf = (
  spool: Spool,
  fleet: Pick<Fleet, "destination" | "shipperEngine">,
  labels: Readonly<Record<string, string>> = {},
): Promise<Shipper> =>
  createShipper({
    store: spool.store,
    notebook: spool.notebook,
    destination: fleet.destination,
    engine: fleet.shipperEngine(),
    labels,
    signal: new AbortController().signal,
  });

const MANY = 1_000;
/** Rounds until there is nothing to do, or the fleet's database takes nothing. */
export async function untilQuiet(shipper: Shipper): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let n = 0; n < MANY; n++) {
    const round = await shipper.round();
    rounds.push(round);
    if (round.kind !== "more") return rounds;
  }
  throw new Error("never quiet");
}
