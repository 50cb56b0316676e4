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
export { detailOfPages, LOOK_BACK } from "./reading/boot-detail.ts";
export { cursorAt, isCursor, parseCursor, type Position } from "./reading/cursor.ts";
export { makeRoom } from "./values/remembered.ts";
export { compareKeys, keyOfEvent } from "./events/event-order.ts";
export type { EventPages, EventsPage } from "./reading/event-pages.ts";
export { searchPages } from "./reading/event-search.ts";
export { cursorOf, eventKeyOf, keyOf as rowKeyOf } from "./reading/row-pages.ts";
export { acquireWriterLock } from "./connection/lock.ts";
export type { DueMessage, MessageState } from "./notebook/alert-messages.ts";
export { openNotebook, type Notebook } from "./notebook/notebook.ts";
export { notebookPath } from "./files/notebook-path.ts";
export type { ApiToken } from "./notebook/api-tokens.ts";
export { hashPassword, isPassword, isPasswordOf, MIN_PASSWORD, NO_PASSWORD } from "./notebook/password.ts";
export type { ShipFacts } from "./notebook/ships.ts";
export type { BlockFacts, PackedBlock, ReplacedBoot, Shipment, ShippedBoot } from "./shipping/shipped.ts";
export { packedBeside, unpackedBeside, type Beside, type BesideForm } from "./shipping/beside-boot.ts";
export type { KnownTimes } from "./events/beside-codec.ts";
export { unpackedEvents } from "./shipping/unpacked-events.ts";
export type { User } from "./notebook/users.ts";
export type { Pin } from "./notebook/pins.ts";
export { openStore, openWriter } from "./open.ts";
export { packChanges } from "./writing/packed-changes.ts";
export type { EventForm, EventKey, PackedChanges } from "./packing/packed.ts";
export { createPatience, PATIENCE_MS, patientSink, type Patience } from "./connection/patience.ts";
export {
  createRetention,
  MOST_MARGIN_BYTES,
  roomFor,
  type Retention,
  type RetentionLimits,
  type RetentionNews,
} from "./retention/retention.ts";
export { REVISIONS_REMEMBERED } from "./retention/retention-facts.ts";
export { createSweep, type Sweep, type SweepReport } from "./retention/sweep.ts";
