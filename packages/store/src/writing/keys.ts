import type { BootId, Run, RunId } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Dictionaries } from "./dictionaries.ts";
import { int64, whole } from "../values/integers.ts";
import { makeRoom } from "../values/remembered.ts";

const MAX_REMEMBERED = 8_000;

export type RunFacts = Omit<Run, "id" | "launcherTgid"> & {
  readonly hostName: string;
  readonly launcherTgid?: number | undefined;
};

/** Integer keys of runs and boots by their ids. What was looked up is remembered until `forget`. */
export type Keys = {
  run(id: RunId): bigint | undefined;
  /** Writes what is new or has changed of a run. */
  saveRun(id: RunId, recording: number, facts: RunFacts): bigint;
  /** Null for a boot that was never given out: its identity changed within one step of the assembler. */
  boot(id: BootId | undefined): bigint | null;
  forgetBoot(id: BootId): void;
  forget(): void;
};

export function createKeys(db: Connection, dictionaries: Dictionaries): Keys {
  const runs = new Map<RunId, bigint>();
  const boots = new Map<BootId, bigint>();
  const findRun = db.prepare<[string], bigint>("SELECT key FROM run WHERE id = ?").pluck();
  const findBoot = db.prepare<[string], bigint>("SELECT key FROM boot WHERE id = ?").pluck();
  const saveRun = db.prepare(
    `INSERT INTO run (id, recording_id, host_key, kernel_boot_id, start_at, launcher_tgid, is_open)
     VALUES (?, ?, ?, ?, ?, ?, 1)
     ON CONFLICT (id) DO UPDATE SET start_at = excluded.start_at, launcher_tgid = excluded.launcher_tgid
     WHERE start_at <> excluded.start_at OR launcher_tgid IS NOT excluded.launcher_tgid`,
  );

  function remembered<Id>(
    known: Map<Id, bigint>,
    id: Id,
    find: () => bigint | undefined,
  ): bigint | undefined {
    let key = known.get(id);
    if (key !== undefined) return key;
    key = find();
    if (key === undefined) return undefined;
    makeRoom(known, MAX_REMEMBERED);
    known.set(id, key);
    return key;
  }
  const run = (id: RunId) => remembered(runs, id, () => findRun.get(id));

  return {
    run,
    saveRun(id, recording, { hostId, hostName, kernelBootId, startAt, launcherTgid }) {
      const host = dictionaries.hostKey(hostId, hostName);
      const tgid = launcherTgid === undefined ? null : whole(launcherTgid);
      const kernelBoot = dictionaries.kernelBoot(kernelBootId);
      saveRun.run(id, whole(recording), host, kernelBoot, int64(startAt), tgid);
      const key = run(id);
      if (key === undefined) throw new Error(`run ${id} was not written`);
      return key;
    },
    boot: (id) => (id === undefined ? null : (remembered(boots, id, () => findBoot.get(id)) ?? null)),
    forgetBoot: (id) => void boots.delete(id),
    forget() {
      runs.clear();
      boots.clear();
    },
  };
}
