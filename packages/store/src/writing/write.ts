import type { BootId, Changes, FiledEvent, JoinedRuns, RunId } from "@hacotaki/core";
import type { StoreWriter } from "../contract.ts";
import type { RunFacts } from "./keys.ts";
import { packBoot } from "../packing/packed-boot.ts";
import type { PackedBoot, PackedChanges } from "../packing/packed.ts";
import { withKinds } from "../packing/packed-spans.ts";
import type { Ledger } from "./transaction.ts";
import { createBootWriter } from "./write-boots.ts";
import { createEventWriter } from "./write-events.ts";
import { createMarkWriter } from "./write-marks.ts";

type Changed = Pick<PackedBoot, "id" | "runId" | "supervisorTgid" | "containerTgid">;
type Retired = {
  readonly key: bigint;
  readonly run: bigint;
  readonly supervisor: bigint | null;
  readonly container: bigint | null;
};
const isSame = (tgid: number | undefined, column: bigint | null) =>
  tgid !== undefined && column !== null && BigInt(tgid) === column;

/** What changes bring beside events. */
type Derived = Pick<Changes, "runs" | "retired" | "joined" | "marks"> & {
  readonly boots: readonly PackedBoot[];
};

/** Writing what the assembler derived, and the events it derived that of. */
// oxlint-disable-next-line eslint/max-lines-per-function -- statements, and short functions over them within one transaction
export function createChangeWriter(
  ledger: Ledger,
): Pick<StoreWriter, "save" | "savePacked" | "replaceDerived" | "hasRun"> {
  const { db, keys, counters, dictionaries, blocks } = ledger;
  const boots = createBootWriter(ledger);
  const marks = createMarkWriter(db);
  const events = createEventWriter(ledger);
  const recordingFacts = db.prepare<[number], Omit<RunFacts, "startAt">>(
    `SELECT host.id AS hostId, host.name AS hostName, recording.kernel_boot_id AS kernelBootId
     FROM recording JOIN host ON host.key = recording.host_key WHERE recording.id = ?`,
  );
  const recordingOf = db.prepare<[bigint], bigint>("SELECT recording_id FROM run WHERE key = ?").pluck();
  const isRunOpen = db
    .prepare<[bigint, bigint], bigint>(
      `SELECT NOT EXISTS (SELECT 1 FROM boot WHERE run_key = ?)
         OR EXISTS (SELECT 1 FROM boot WHERE run_key = ? AND is_open = 1)`,
    )
    .pluck();
  const setRunOpen = db.prepare("UPDATE run SET is_open = @isOpen WHERE key = @run AND is_open <> @isOpen");
  const bootsOfRun = db.prepare<[bigint], { key: bigint; id: BootId }>(
    "SELECT key, id FROM boot WHERE run_key = ?",
  );
  const findRetired = db.prepare<[string], Retired>(
    "SELECT key, run_key AS run, supervisor_tgid AS supervisor, container_tgid AS container FROM boot WHERE id = ?",
  );
  /** What was saved is told by its digest; rows that were damaged since have it still. */
  const forgetDigests = db.prepare("UPDATE boot SET digest = x'' WHERE run_key = ?");
  const moveBoots = db.prepare("UPDATE boot SET run_key = @into WHERE run_key = @from");
  const removeRun = db.prepare("DELETE FROM run WHERE key = ?");
  const removeEmptyRun = db.prepare(
    `DELETE FROM run WHERE key = @run AND NOT EXISTS (SELECT 1 FROM event_block WHERE run_key = @run)
       AND NOT EXISTS (SELECT 1 FROM boot WHERE run_key = @run)`,
  );

  /** Two plain statements: in one, SQLite keeps the answer in a table of its own, which costs ten times as much. */
  const settleRun = (run: bigint) => void setRunOpen.run({ run, isOpen: isRunOpen.get(run, run) });

  /** A run nobody announced: the recording tells its host. */
  function runKey(id: RunId, recording: number, startAt: RunFacts["startAt"]): bigint {
    const known = keys.run(id);
    if (known !== undefined) return known;
    const facts = recordingFacts.get(recording);
    if (facts === undefined) throw new Error(`there is no recording ${recording}`);
    return keys.saveRun(id, recording, { ...facts, startAt });
  }

  /** The boot that a retired one turned out to be: of the same run and processes. */
  function successor({ run, supervisor, container }: Retired, changed: readonly Changed[]): bigint | null {
    const boot = changed.find(
      ({ runId, supervisorTgid, containerTgid }) =>
        keys.run(runId) === run && (isSame(supervisorTgid, supervisor) || isSame(containerTgid, container)),
    );
    return keys.boot(boot?.id);
  }

  /** Everything filed under a run that turned out to be part of another. Returns that one. */
  function joinRuns({ from, into }: JoinedRuns): bigint | undefined {
    const [gone, run] = [keys.run(from), keys.run(into)];
    if (gone === undefined || run === undefined) return run;
    const moved = bootsOfRun.all(gone);
    counters.add("events", -blocks.moveRun(gone, run));
    marks.moveRun(gone, run);
    moveBoots.run({ from: gone, into: run });
    for (const { key } of moved) boots.touch(key);
    removeRun.run(gone);
    keys.forget();
    return run;
  }

  function retire(id: BootId, changed: readonly Changed[]): bigint | undefined {
    const gone = findRetired.get(id);
    if (gone === undefined) return undefined;
    const heir = successor(gone, changed);
    blocks.moveBoot(gone.run, gone.key, heir);
    marks.moveBoot(gone.run, gone.key, heir);
    boots.retire(id, "replaced");
    keys.forgetBoot(id);
    return gone.run;
  }

  /** Returns the runs that may be over or open again, and the boots that were touched. */
  function saveDerived(changes: Derived, recording: number): { runs: Set<bigint>; changed: Set<bigint> } {
    const runs = new Set<bigint>();
    const changed = new Set<bigint>();
    const hostNames = new Map(changes.boots.map(({ hostId, hostName }) => [hostId, hostName]));
    for (const { id, ...facts } of changes.runs) {
      const hostName = hostNames.get(facts.hostId) ?? recordingFacts.get(recording)?.hostName ?? facts.hostId;
      runs.add(keys.saveRun(id, recording, { ...facts, hostName }));
    }
    for (const boot of changes.boots) {
      const run = keys.run(boot.runId) ?? keys.saveRun(boot.runId, recording, boot);
      const saved = boots.save(boot, run);
      if (saved === "unchanged") continue;
      if (saved === "turned") runs.add(run);
      const key = keys.boot(boot.id);
      if (key !== null) changed.add(key);
    }
    return { runs, changed };
  }

  /** A mark of the launcher shows on every boot of its run. */
  function saveMarks({ marks: all }: Derived, recording: number, changed: ReadonlySet<bigint>): void {
    const touched = new Set<bigint>();
    for (const mark of all) {
      const run = runKey(mark.runId, recording, mark.at);
      const boot = keys.boot(mark.bootId);
      if (!marks.save(mark, run, boot)) continue;
      if (boot !== null) touched.add(boot);
      else for (const { key } of bootsOfRun.all(run)) touched.add(key);
    }
    for (const key of touched) if (!changed.has(key)) boots.touch(key);
  }

  const filingBy =
    (recording: number) =>
    ({ runId, bootId, event }: FiledEvent) => ({
      run: runKey(runId, recording, event.at),
      boot: keys.boot(bootId),
    });

  const packed = (changes: Changes): Derived => ({
    ...changes,
    boots: changes.boots.map((boot) => packBoot(boot, dictionaries.spanKindKey)),
  });
  /** With the keys that this database has for kinds of spans. */
  const keyed = (changes: PackedChanges): Derived => {
    const keyOf = changes.kinds.map(dictionaries.spanKindKey);
    const numberOf = (kind: number) => keyOf[kind] ?? kind;
    return {
      ...changes,
      boots: changes.boots.map((boot) => ({ ...boot, spans: withKinds(boot.spans, numberOf) })),
    };
  };

  /** All of a step; `saveEvents` writes its events once their boots are there. */
  function saveAll(derived: Derived, recording: number, saveEvents: () => void): void {
    const { runs, changed } = saveDerived(derived, recording);
    for (const joined of derived.joined ?? []) {
      const run = joinRuns(joined);
      if (run !== undefined) runs.add(run);
    }
    for (const id of derived.retired) {
      const run = retire(id, derived.boots);
      if (run !== undefined) runs.add(run);
    }
    saveMarks(derived, recording, changed);
    saveEvents();
    for (const run of runs) settleRun(run);
  }

  return {
    save: (changes, recording) =>
      ledger.transact("save to", () =>
        saveAll(packed(changes), recording, () => events.save(changes.events, filingBy(recording))),
      ),
    savePacked: (changes, recording) =>
      ledger.transact("save to", () =>
        saveAll(keyed(changes), recording, () =>
          events.savePacked(changes, ({ runId, at }) => runKey(runId, recording, at)),
        ),
      ),
    replaceDerived: (runId, changes, { anew } = { anew: false }) =>
      ledger.transact("rebuild a run in", () => {
        const run = keys.run(runId);
        if (run === undefined) throw new Error(`there is no run ${runId}`);
        if (anew) forgetDigests.run(run);
        const recording = Number(recordingOf.get(run));
        const derived = packed(changes);
        const { runs, changed } = saveDerived(derived, recording);
        const kept = new Set(changes.boots.map(({ id }) => id));
        for (const { id } of bootsOfRun.all(run)) if (!kept.has(id)) retire(id, derived.boots);
        saveMarks(derived, recording, changed);
        const ofRun = changes.marks.filter((mark) => mark.runId === runId);
        if (marks.prune(run, ofRun))
          for (const { key } of bootsOfRun.all(run)) if (!changed.has(key)) boots.touch(key);
        events.refile(run, changes.events, filingBy(recording));
        for (const key of runs.add(run)) settleRun(key);
        removeEmptyRun.run({ run });
        keys.forget();
      }),
    hasRun: (runId) => keys.run(runId) !== undefined,
  };
}
