import type { Boot, BootId, Mark, RunId } from "@hacotaki/core";
import type { EventForm } from "../packing/packed.ts";

/** A boot as it is shipped. Its haco text is one of `hacoTextsAfter`. */
export type ShippedBoot = {
  readonly boot: Boot;
  readonly revision: bigint;
  /** The first ones of `boot.markCount`. */
  readonly marks: readonly Mark[];
};

/** A boot that turned out to be another one, and where it was. */
export type ReplacedBoot = {
  readonly id: BootId;
  readonly revision: bigint;
  readonly hostId: string;
  readonly kernelBootId: string;
};

/** What changed after a revision, in the order of changes. */
export type Shipment = {
  readonly boots: readonly ShippedBoot[];
  /** Boots that turned out to be others; those that were merely deleted here are not among them. */
  readonly replaced: readonly ReplacedBoot[];
  /** Boots of this stretch whose rows make no sense: `check` names them. */
  readonly damaged: readonly BootId[];
  /** How far this is everything. */
  readonly revision: bigint;
};

/** Which block of a run it is, and what tells it from what it was before. */
export type BlockFacts = {
  /** Less than 0: the events of an archived run, whose key it is. */
  readonly key: bigint;
  readonly runId: RunId;
  readonly firstAt: bigint;
  readonly lastAt: bigint;
  readonly events: number;
  readonly checksum: bigint;
  /** As stored, or about as many: unpacked it may be a few times as many. */
  readonly bytes: number;
};

/** Events of one run as bytes: `unpackedEvents` reads them. */
export type PackedBlock = Pick<BlockFacts, "key" | "runId" | "firstAt" | "lastAt" | "events"> & {
  /** How many of its events are filed under each boot, in the order in which boots come; undefined: under the run. */
  readonly filing: readonly (readonly [BootId | undefined, number])[];
  readonly form: EventForm;
  readonly bytes: Uint8Array;
};

export type ShipmentReader = {
  /** Identifies the database among all others, whatever their paths. */
  spoolId(): Promise<string>;
  /** At most `limit` boots, and as many ids of replaced ones; at most `marks` marks of each. */
  shipment(since: bigint, query: { readonly limit: number; readonly marks: number }): Promise<Shipment>;
  /** How many boots changed after a revision. */
  countChanges(since: bigint): Promise<number>;
  eventBlocks(runs: readonly RunId[]): Promise<readonly BlockFacts[]>;
  /** Those that still are as they were; a damaged one is left out, and named. */
  packedBlocks(blocks: readonly BlockFacts[]): Promise<{
    readonly blocks: readonly PackedBlock[];
    readonly damaged: readonly BlockFacts[];
    /** Blocks that were packed anew meanwhile. */
    readonly gone: readonly BlockFacts[];
  }>;
  /** Texts of haco files in the order in which they came. */
  hacoTextsAfter(
    key: bigint,
    limit: number,
  ): Promise<readonly { readonly key: bigint; readonly digest: string; readonly text: string }[]>;
  /** Whether events stand here as a version before 0.2 stored them: a collector packs them. */
  hasUnpackedEvents(): Promise<boolean>;
};
