export { checkDatabase } from "./check/check.ts";
export { CHECK_NAMES, type CheckName, type CheckReport, type Finding } from "./check/report.ts";
export { rebuildAll, type RebuildReport } from "./check/rebuild.ts";
export { backUp, discardBackup, type Backup } from "./backup/backup.ts";
export { discardRestore, restore, type Restored } from "./backup/restore.ts";
export { verifyBackup, type BackupPhase } from "./backup/verify.ts";
export type { Manifest as BackupManifest } from "./backup/manifest.ts";
export * from "./contract.ts";
export { isNotebookCurrent, writingProblem } from "./probe.ts";
export { isUnreadable, StoreError } from "./error.ts";
export { detailOfPages, LOOK_BACK } from "./boot-detail.ts";
export { cursorAt, isCursor, parseCursor, type Position } from "./cursor.ts";
export { makeRoom } from "./remembered.ts";
export { compareKeys, keyOfEvent } from "./event-order.ts";
export type { EventPages, EventsPage } from "./event-pages.ts";
export { searchPages } from "./event-search.ts";
export { cursorOf, eventKeyOf, keyOf as rowKeyOf } from "./row-pages.ts";
export { acquireWriterLock } from "./lock.ts";
export type { DueMessage, MessageState } from "./notebook/alert-messages.ts";
export { openNotebook, type Notebook } from "./notebook/notebook.ts";
export { notebookPath } from "./notebook/path.ts";
export type { ApiToken } from "./notebook/api-tokens.ts";
export { hashPassword, isPassword, isPasswordOf, MIN_PASSWORD, NO_PASSWORD } from "./notebook/password.ts";
export type { ShipFacts } from "./notebook/ships.ts";
export type { BlockFacts, PackedBlock, ReplacedBoot, ShippedBoot } from "./shipped.ts";
export { unpackedEvents } from "./unpacked-events.ts";
export type { User } from "./notebook/users.ts";
export type { Pin } from "./notebook/pins.ts";
export { openStore, openWriter } from "./open.ts";
export { packChanges } from "./packed-changes.ts";
export type { EventForm, EventKey, PackedChanges } from "./packed.ts";
export { createPatience, PATIENCE_MS, patientSink, type Patience } from "./patience.ts";
export {
  createRetention,
  MOST_MARGIN_BYTES,
  roomFor,
  type Retention,
  type RetentionLimits,
  type RetentionNews,
} from "./retention/retention.ts";
export { REVISIONS_REMEMBERED } from "./retention-facts.ts";
export { createSweep, type Sweep, type SweepReport } from "./retention/sweep.ts";
