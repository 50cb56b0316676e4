import type {
  Boot,
  BootDetail,
  BootEvent,
  BootFilter,
  BootId,
  BootSample,
  BootSummary,
  Changes,
  CollectorSample,
  DrawnMarks,
  GoneBoot,
  Instant,
  Mark,
  RunId,
  Source,
  Stretch,
} from "@hacotaki/core";
import type { PackedChanges } from "./packing/packed.ts";
import type { ShipmentReader } from "./shipping/shipped.ts";

/** What indexes order boots by. By a span they are ordered in memory (`Statistics.select`). */
export type ListSort = "newest" | "slowest";
/** Opaque: made by a page of boots, valid for the same filter and sort. */
export type Cursor = string;
export type BootPage = { readonly boots: readonly BootSummary[]; readonly next?: Cursor };

/** A boot with what was derived of it and is bounded: its marks are read page by page. */
export type StoredBoot = {
  readonly boot: Boot;
  readonly revision: bigint;
  readonly recording: RecordingFacts | undefined;
};

/** Boots of one run; `total` and `failed` count all of them. */
export type Siblings = {
  readonly total: number;
  readonly failed: number;
  readonly boots: readonly BootSummary[];
};

export type MarkPage = { readonly marks: readonly Mark[]; readonly next?: Cursor };
export type EventPage = { readonly events: readonly BootEvent[]; readonly next?: Cursor };

/** What a page of a search found: up to as many as asked, or the number alone where none were asked for. */
export type FoundRows<Row> = {
  readonly rows: readonly Row[];
  readonly count: number;
  /** Left out once all rows were looked at. A page that found nothing may have it: there is more to look at. */
  readonly next?: Cursor;
};
/** Words as `soughtWords` makes them. With a `limit` of 0 hits are counted. */
export type RowSearch = {
  readonly words: readonly string[];
  readonly limit: number;
  readonly after?: Cursor;
};

/** One attach of a collector, or one import. */
export type RecordingFacts = {
  readonly id: number;
  readonly kind: Source["kind"];
  readonly hostId: string;
  readonly hostName: string;
  readonly kernelBootId: string;
  readonly kernel?: string;
  /** Traced binary, or the imported file's name. */
  readonly path: string;
  readonly buildId?: string;
  readonly generation?: string;
  readonly probes: readonly string[];
  /** As in `Source`: what the runs first seen by this recording are read and rebuilt with. */
  readonly hasKernelEvents: boolean;
  readonly wallOffset?: bigint;
  /** Wall time, UTC ns. */
  readonly startedAt: bigint;
  /** Undefined while it goes on (see `seenAt`). */
  readonly endedAt?: bigint;
  /** Last sign of life, UTC ns. */
  readonly seenAt: bigint;
  readonly pid?: number;
  readonly events: bigint;
  readonly dropped: bigint;
  /** How it ended, or what is wrong with it, in words for a person. */
  readonly note?: string;
};
export type NewRecording = Omit<RecordingFacts, "id" | "endedAt" | "seenAt" | "events" | "dropped" | "note">;

/** A run with its raw events in time order, and their source as at first seen. */
export type StoredRun = {
  readonly runId: RunId;
  readonly source: Source;
  readonly recording: number;
  readonly events: readonly BootEvent[];
};

export type DatabaseFacts = {
  readonly path: string;
  readonly bytes: number;
  readonly walBytes: number;
  readonly boots: number;
  readonly events: number;
  readonly recordings: number;
  /** Events that collectors brought, all recordings of theirs together. */
  readonly collected: bigint;
  /** Events that all recordings together lost. */
  readonly dropped: bigint;
  readonly schemaVersion: string;
  readonly engine: "SQLite" | "ClickHouse";
  readonly engineVersion: string;
  readonly oldestWallTime?: bigint;
  readonly revision: bigint;
};

/** Which database it is, and how far it is. */
export type History = {
  /** Among all databases, whatever their paths; copies share it. */
  readonly id: string;
  readonly schema: string;
  readonly revision: bigint;
  readonly boots: number;
  /** The boots that changed last, newest first, as they were then: copies that went on separately differ in them. */
  readonly trail: readonly { readonly revision: bigint; readonly id: BootId; readonly digest: string }[];
  /** Whether the trail is of all boots. */
  readonly isWholeTrail: boolean;
};

/** What a collector was asked to keep, and how far it is with it. */
export type RetentionFacts = {
  /** ns that boots are kept; undefined: of any age. */
  readonly keep?: bigint;
  /** Bytes of the file and its WAL together; undefined: of any size. */
  readonly maxBytes?: number;
  /** So many bytes they may be beyond `maxBytes`, for moments. */
  readonly marginBytes: number;
  /** "behind" while it is deleting; "over" when all that is left is kept for other reasons, and takes more than that. */
  readonly state: "held" | "behind" | "over";
  /** Wall times, UTC ns: of these facts, and of the last deletion. */
  readonly toldAt: bigint;
  readonly deletedAt?: bigint;
  /** Boots that the last sweep deleted which deleted any, and those before it. */
  readonly deletedBoots: number;
  readonly deletedBefore: number;
  /** Runs that should have gone and stay: pinned, shared, of a baseline, or not yet taken by the fleet's database. */
  readonly keptRuns: number;
  /** Bytes of the file and its WAL at `toldAt`. */
  readonly bytes: number;
};

/** A host of a fleet, and what came of it. */
export type HostFacts = {
  readonly id: string;
  readonly name: string;
  /** As its newest boot told them: its role, its zone. */
  readonly labels: Readonly<Record<string, string>>;
  /** When the fleet's database took anything of it last, UTC ns. */
  readonly lastArrival: bigint;
  /** Boots of which anything came in the last two days. */
  readonly arrivedLately: number;
};

export type ContainerFacts = { readonly name: string; readonly boots: number };

/** Boots as pages and commands ask for them, wherever they lie. Reading never writes. */
export type StoreReader = {
  /** Boots page by page. */
  listBoots(query: {
    readonly filter?: BootFilter;
    readonly sort?: ListSort;
    readonly limit: number;
    readonly after?: Cursor;
  }): Promise<BootPage>;
  /** Whether an index answers `listBoots` for this filter, without a look at each boot. */
  isIndexed(filter: BootFilter, sort: ListSort): boolean;
  /** Whether `listBoots` has given this cursor, rather than somebody else. */
  isCursor(cursor: Cursor, sort: ListSort): boolean;
  findBoot(id: BootId): Promise<StoredBoot | undefined>;
  /**
   * Marks of a boot in the order of their instants, page by page: its own, and those of its launcher that all boots of the
   * run share. `from` and `to` (not in it) narrow them. Undefined when there is no such boot.
   */
  marks(
    id: BootId,
    query: { readonly limit: number; readonly after?: Cursor } & Partial<Stretch>,
  ): Promise<MarkPage | undefined>;
  /** Where the page after this mark begins: for whoever has the marks before it already. */
  cursorAfter(mark: Mark): Cursor;
  /**
   * All marks of a boot as they are drawn over a stretch of time, or over all their time: one by one while they are few,
   * else as counts, with one more for each lane before and after the stretch. Looks at all of them, in steps that let
   * others run in between.
   */
  drawnMarks(id: BootId, stretch?: Stretch): Promise<DrawnMarks | undefined>;
  /**
   * Marks that hold all words, page by page: each page looks at a bounded number of rows, in steps that let others run in
   * between. Undefined when there is no such boot.
   */
  searchMarks(id: BootId, search: RowSearch): Promise<FoundRows<Mark> | undefined>;
  /** The same of raw events: their kind, process, probe, program, arguments and texts. */
  searchEvents(id: BootId, search: RowSearch): Promise<FoundRows<BootEvent> | undefined>;
  /** All of `marks`, in memory: for exports. Empty when there is no such boot. */
  marksOf(id: BootId): Promise<readonly Mark[]>;
  /** How many marks a boot has; 0 when there is no such boot. */
  countMarks(id: BootId): Promise<number>;
  /** Raw events of a boot in time order, page by page: its own and its run's shared ones (launcher, root). */
  events(
    id: BootId,
    query: { readonly limit: number; readonly after?: Cursor },
  ): Promise<EventPage | undefined>;
  /** How many raw events a boot has; 0 when there is no such boot. */
  countEvents(id: BootId): Promise<number>;
  /** All of `events`, in memory: for exports, and where the number is known to be small. */
  eventsOf(
    id: BootId,
  ): Promise<{ readonly source: Source; readonly events: readonly BootEvent[] } | undefined>;
  /**
   * What ran and was waited for inside a boot; undefined when there is no such boot. Derived from events until it was up
   * or dead, a bounded number of them: of a boot whose hooks fire more than that, what came later is left out. Who has the
   * boot at hand gives it: it is not read again.
   */
  readDetail(id: BootId, known?: Boot): Promise<BootDetail | undefined>;
  /** Whether `marks` or `events` has given this cursor, rather than somebody else. */
  isRowCursor(of: "marks" | "events", cursor: Cursor): boolean;
  /** Boots of one run, by start of their supervisors: of more than `limit`, those that came up or died last. */
  siblings(run: RunId, limit: number): Promise<Siblings>;
  /** All of them, without anything else. */
  siblingIds(run: RunId): Promise<readonly BootId[]>;
  /** Previous and next boot of the same container by wall time. */
  neighbours(id: BootId): Promise<{ readonly previous?: BootId; readonly next?: BootId }>;
  /**
   * Boots of one kernel boot whose boot path was under way some time from `startAt` to `endAt`, by their start: the boot
   * in question is among them. Of more than `limit`, those that began last. Looks back over a bounded number of runs.
   */
  overlapping(query: {
    readonly hostId: string;
    readonly kernelBootId: string;
    readonly startAt: Instant;
    readonly endAt: Instant;
    readonly limit: number;
  }): Promise<readonly BootSummary[]>;
  containers(): Promise<readonly ContainerFacts[]>;
  hosts(): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Of a fleet: its hosts, the one that shipped last first. */
  readonly hostFacts?: (limit: number) => Promise<readonly HostFacts[]>;
  /** Rows of a list, in the order asked; boots that are gone are left out. */
  findBoots(ids: readonly BootId[]): Promise<readonly BootSummary[]>;
  /** Boots that `samples` gives at most, and `samplesSince` keeps to: the newest. Undefined: all of them. */
  readonly mostSamples?: number;
  /** Every boot for statistics, the one stored last first; `next` is there while there are more. */
  samples(query: { readonly limit: number; readonly after?: bigint }): Promise<{
    readonly samples: readonly BootSample[];
    readonly next?: bigint;
    /** Of the database, when these were read. */
    readonly revision: bigint;
  }>;
  /** As `changesSince`, for statistics. */
  samplesSince(
    revision: bigint,
    limit: number,
  ): Promise<{
    readonly samples: readonly BootSample[];
    readonly retired: readonly BootId[];
    readonly revision: bigint;
  }>;
  /** Boots changed after a revision, oldest change first; `retired` are ids that are gone. */
  changesSince(
    revision: bigint,
    limit: number,
  ): Promise<{
    readonly boots: readonly BootSummary[];
    readonly retired: readonly BootId[];
    readonly revision: bigint;
  }>;
  /** Newest first; what one imported file brought is one, whatever hosts and kernel boots it came from. */
  recordings(limit: number): Promise<readonly RecordingFacts[]>;
  /** Recordings of collectors, attached ones and earlier ones, the one that gave a sign of life last first. */
  liveRecordings(limit: number): Promise<readonly RecordingFacts[]>;
  facts(): Promise<DatabaseFacts>;
  /** Of the last change of a boot. */
  revision(): Promise<bigint>;
  /** What is deleted by itself, and how far that is; undefined where nobody asked for it. */
  retention(): Promise<RetentionFacts | undefined>;
  /** What the collector did in the hour before `now` (UTC ns), oldest first: a stretch without a sample has none. */
  collectorSamples(now: bigint): Promise<readonly CollectorSample[]>;
  /** Calls back after any other connection committed; polls `data_version` every `everyMs`. */
  watch(everyMs: () => number, onChange: () => void): { stop(): void };
  close(): void;
};

/** One host's database: it works without any privilege over the file but reading it, and can be shipped from. */
export type SpoolReader = StoreReader &
  ShipmentReader & {
    /** What tells this database, and what happened in it up to a revision, from any other. */
    history(upTo?: bigint): Promise<History>;
    /** Ids of boots in their order, from after one on: "" begins. */
    idsAfter(after: BootId | "", limit: number): Promise<readonly BootId[]>;
  };

/** Writing is synchronous: one transaction a call, at most a few milliseconds. */
export type StoreWriter = SpoolReader & {
  startRecording(recording: NewRecording): number;
  touchRecording(
    id: number,
    state: {
      readonly seenAt: bigint;
      readonly events: bigint;
      readonly dropped: bigint;
      readonly note?: string;
      /** Where it may have become another one: what is collected beside each other changes. */
      readonly path?: string;
    },
  ): void;
  endRecording(id: number, state: { readonly endedAt: bigint; readonly note?: string }): void;
  /** Keeps what the collector did, in place of what it did an hour before. */
  saveCollectorSample(sample: CollectorSample): void;
  /** Saves what a step of the assembler brought. Saving the same twice changes nothing, not even revisions. */
  save(changes: Changes, recording: number): void;
  /** The same of what `packChanges` made ready, in another thread perhaps: a third of the work is done then. */
  savePacked(changes: PackedChanges, recording: number): void;
  /** Raw events of runs whose boots are not over, to go on with after a restart; without those whose events are damaged. */
  openRuns(hostId: string, kernelBootId: string): readonly StoredRun[];
  /** Every run whose events can be read, page by page. */
  runsAfter(runId: RunId | undefined, limit: number): readonly StoredRun[];
  findRun(runId: RunId): StoredRun | undefined;
  /**
   * Replaces everything derived of a run (boots, spans, marks, processes) in one transaction. Raw events stay. Boots that
   * are as they were when they were saved are left alone, unless all are to be written anew.
   */
  replaceDerived(runId: RunId, changes: Changes, options?: { readonly anew: boolean }): void;
  /** True when the run has rows already: an import then merges events and derives anew from their union. */
  hasRun(runId: RunId): boolean;
  /**
   * Runs that are over, the oldest first, as far as boots that began before `before` (wall time, UTC ns; boots without
   * a wall clock count from their import). At most `limit` boots are looked at; `next` is there while there may be more.
   */
  agedRuns(query: { readonly before?: bigint; readonly limit: number; readonly after?: AgedCursor }): {
    readonly runs: readonly AgedRun[];
    readonly next?: AgedCursor;
  };
  /**
   * Deletes runs with everything of them, the first one first, in one transaction of about `rows` rows (default: all of
   * them). Returns how many are gone. The next of them may be gone in part: it is one of `leavingRuns` from then on.
   */
  removeRuns(runs: readonly RunId[], options?: { readonly rows: number }): { readonly gone: number };
  /** Runs that somebody began to delete. */
  leavingRuns(): readonly RunId[];
  /** Those of the runs that have a boot which a filter matches. */
  runsMatching(runs: readonly RunId[], filter: BootFilter): ReadonlySet<RunId>;
  /** Gives room that nothing holds back to the file system: so many pages at most. False when there was none. */
  giveBack(pages: number): boolean;
  /** Says what retention does; undefined: nothing. */
  saveRetention(facts: RetentionFacts | undefined): void;
  /** Deletes what boots share (namespaces, surroundings) and none has any more: a piece of work of some milliseconds. True while there is more to do. */
  forgetUnused(): boolean;
  /** Forgets ids of boots that are gone, but for those of the last revisions: so many ids at most. */
  forgetRetired(limit: number): void;
  sizes(): StoreSizes;
  /** Lets the WAL be copied back after about so many bytes, and waits for readers at twice as many. */
  limitWal(bytes: number): void;
  /** Takes some 500 MB of memory and disk to write much at once, with nobody to wait for it, in less time. */
  writeInBulk(): void;
  /** For who writes a boot or two at a time and `compact`s them: their events are not deflated until then. */
  deflateLater(): void;
  /**
   * Archives runs that were first written to before `before` (UTC ns) and have ended, packs events of others more tightly,
   * and what an earlier version stored: a piece of work, others of which wait for its transaction for some milliseconds.
   * Few runs wait for more, unless `before` is yet to come. True while there may be more to do.
   */
  compact(before: bigint): boolean;
  checkpoint(): void;
};

export type StoreSizes = {
  /** Of the file, once its WAL is copied back. */
  readonly fileBytes: number;
  /** Of the file's pages that hold something. */
  readonly usedBytes: number;
  /** Of the WAL as it lies on the disk. */
  readonly walBytes: number;
};

/** A run with what is worth remembering of its boots. */
export type AgedRun = {
  readonly runId: RunId;
  /** Of the boot that changed last. */
  readonly revision: bigint;
  readonly boots: readonly Omit<GoneBoot, "goneAt">[];
};
export type AgedCursor = { readonly sortTime: bigint; readonly bootId: BootId };

export const STORE_ERROR_CODES = [
  "not-found",
  "not-a-database",
  "foreign",
  "newer",
  "older-read-only",
  "corrupt",
  "damaged-row",
  "read-only",
  "locked",
  "disk-full",
  "gone",
  "sqlite-too-old",
  "unreachable",
  "denied",
  "failed",
] as const;
export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number];
