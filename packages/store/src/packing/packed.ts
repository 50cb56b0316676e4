import type { Boot, BootId, Changes, Instant, Namespaces, RunId, Span } from "@hacotaki/core";

/** A value as a row holds it. */
export type Column = string | bigint | number | null;

/** What tells an event from all others of its run, in the order in which they are read. */
export type EventKey = readonly [at: bigint, seq: bigint, kind: string, tgid: bigint, name: string];

/** How many events are filed under each boot, in the order in which boots first come; null: under the run alone. */
export type Slots = readonly (readonly [boot: bigint | null, count: number])[];

/**
 * How packed events are to be read, wherever they lie: 1 as `event-codec.ts` writes them; 2 as `dense-codec.ts` does,
 * with what typical boots have told: how many bytes the bits take, these, and all else.
 */
export type EventForm = 1 | 2;

/** Events of one block, packed and not deflated yet: no key of their run, and of boots whatever they were filed under. */
export type PackedEvents = {
  readonly first_at: bigint | number;
  readonly last_at: bigint | number;
  readonly count: number;
  readonly slots: Slots;
  readonly form: EventForm;
  readonly bytes: Uint8Array;
};

/** Events of one run. Slots of their blocks are places in `PackedChanges.bootIds`. */
export type PackedRun = {
  readonly runId: RunId;
  /** Of the event that came first. */
  readonly at: Instant;
  readonly count: number;
  readonly first: EventKey;
  readonly last: EventKey;
  readonly blocks: readonly PackedEvents[];
  /** Of facts among them: blocks hold their digests alone. */
  readonly hacoTexts: readonly string[];
};

/** A boot as its row will hold it, before anybody knows the keys of what it shares with others. */
export type PackedBoot = Pick<
  Boot,
  "id" | "runId" | "hostId" | "hostName" | "kernelBootId" | "container" | "startAt"
> & {
  readonly launcherTgid: number | undefined;
  readonly supervisorTgid: number | undefined;
  readonly containerTgid: number | undefined;
  readonly hacoText: string | undefined;
  readonly namespaces: Namespaces | undefined;
  /** Columns that hold `values`, in their order. */
  readonly names: readonly string[];
  readonly values: readonly Column[];
  /** What stands elsewhere of it, if anything does. */
  readonly surroundings: Surroundings | undefined;
  readonly isOpen: boolean;
  readonly digest: Uint8Array;
  /** With kinds of spans as `kindOf` numbers them. */
  readonly spans: string;
  readonly processes: Uint8Array;
  /** Of its causes those that are not told by themselves. */
  readonly reasons: string | null;
};

/** What most boots of a container share, and only a boot's own page reads. */
export type Surroundings = Readonly<
  Record<"cwd" | "haco_hash" | "cgroup" | "rootfs" | "hostname" | "argv", string | null>
>;

/**
 * What a step of an assembler brought, ready to be written: nothing is left to be done but what asks a database. It can be
 * sent from one thread to another.
 */
export type PackedChanges = Pick<Changes, "runs" | "retired" | "joined" | "marks"> & {
  /** Kinds of their spans are places in `kinds`. */
  readonly boots: readonly PackedBoot[];
  readonly kinds: readonly Span[];
  readonly events: readonly PackedRun[];
  readonly bootIds: readonly BootId[];
};
