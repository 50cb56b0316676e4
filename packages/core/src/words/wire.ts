import type { ShownEvent, ShownMark } from "../domain/boot-search.ts";
import type { Boot, BootId } from "../domain/boot.ts";
import type { DrawnMarks } from "../domain/marks.ts";
import type { ShownDetail } from "../domain/shown-detail.ts";
import type { BootSummary } from "../domain/summary.ts";
import type { ZoomRange } from "../domain/time.ts";

/** A value as JSON carries it: every bigint a decimal string. */
export type Wire<T> = T extends bigint
  ? string
  : T extends string | number | boolean | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Wire<Item>[]
      : { readonly [Key in keyof T]: Wire<T[Key]> };

/** The fields of the messages below that hold a bigint. A field of one of these names never holds anything else. */
const BIGINT_FIELDS: ReadonlySet<string> = new Set([
  "at",
  "callNs",
  "clientAt",
  "durationNs",
  "endAt",
  "exitAt",
  "fromNs",
  "maxDuration",
  "minDuration",
  "now",
  "ns",
  "offsetNs",
  "readyAt",
  "revision",
  "seenFrom",
  "selfNs",
  "since",
  "startAt",
  "toNs",
  "until",
  "upAt",
  "waitNs",
  "wallTime",
]);

/** JSON text of a message. */
export const encodeWire = <T>(message: T): string =>
  JSON.stringify(message, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));

/** A message as `JSON.stringify` would nest it: for a transport that makes the text itself. */
export const toWire = <T>(message: T): Wire<T> => JSON.parse(encodeWire(message)) as Wire<T>;

function revive(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => revive("", item));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revive(name, member)]));
  return typeof value === "string" && BIGINT_FIELDS.has(key) ? BigInt(value) : value;
}

/** The message that `encodeWire` was given. Throws on a number that is none. */
export const decodeWire = <T>(wire: Wire<T>): T => revive("", wire) as T;

/** Rows of a list that changed, newest state of each. Answer of `GET /api/changes` and message of the socket. */
export type ChangesMessage = {
  /** The message tells everything after this revision … */
  readonly since: bigint;
  /** … up to this one. A reader whose own revision is older than `since` has missed something and asks again. */
  readonly revision: bigint;
  readonly boots: readonly BootSummary[];
  readonly retired: readonly BootId[];
  /** Too much changed to be told: load the list anew. */
  readonly skipped: boolean;
  /** UTC ns at the server: what an open span grows by, whatever the browser's clock says. */
  readonly now: bigint;
};

/** One page of the list. Answer of `GET /api/boots`, packed. */
export type BootsMessage = {
  readonly boots: readonly BootSummary[];
  readonly next?: string;
  readonly revision: bigint;
  /** They were looked for among so many boots only: the statistics do not know all of them yet. */
  readonly looked?: { readonly known: number; readonly total: number };
};

/** A boot with all that its waterfall draws. Answer of `GET /api/boots/ID`. */
export type BootMessage = {
  readonly boot: Boot;
  /** Over all their time: bounded, however many there are. */
  readonly marks: DrawnMarks;
  /** The database's, when the boot was read: it is told of everything up to there. */
  readonly revision: bigint;
  readonly now: bigint;
  /** Since when nobody watches it any more, UTC ns, of one on its way. */
  readonly since?: bigint;
};

/** The inside of a boot's spans. Answer of `GET /api/boots/ID/detail`. */
export type DetailMessage = {
  readonly detail: ShownDetail;
  /** The database's, when it was read. */
  readonly revision: bigint;
};

/** The marks of a boot over a part of its time. Answer of `GET /api/boots/ID/marks`. */
export type MarksMessage = DrawnMarks & {
  /** Offsets from the boot's start. */
  readonly range: ZoomRange;
};

/** Boots on their way: those that a collector watches, with when each is called stuck, and those that none does. Answer of `GET /api/stuck`. */
export type StuckMessage = {
  readonly boots: readonly {
    readonly id: BootId;
    /** When it began, UTC ns. */
    readonly wallTime: bigint;
    /** A boot that takes longer is called stuck. */
    readonly durationNs: bigint;
  }[];
  /** Those that nobody watches any more, and since when, UTC ns. */
  readonly away: readonly { readonly id: BootId; readonly since: bigint }[];
  /** UTC ns at the server. */
  readonly now: bigint;
};

/** A page of the marks or events of a boot that hold what is looked for. Answer of `GET /api/boots/ID/search`. */
export type HitsMessage = {
  readonly marks: readonly ShownMark[];
  readonly events: readonly ShownEvent[];
  /** How many were found in what this answer looked at: of none asked for, they are only counted. */
  readonly count: number;
  /** Where to go on; left out once everything was looked at. There may be no hit on a page that says it. */
  readonly next?: string;
};

/** A line of the streamed answer to an import. */
export type ImportMessage =
  | { readonly kind: "progress"; readonly lines: number; readonly boots: number; readonly rejected: number }
  | { readonly kind: "rejected"; readonly line: number; readonly reason: string }
  /** Nothing happens until another process has written, or another import is over. */
  | { readonly kind: "waiting"; readonly for: "writer" | "import" }
  | {
      readonly kind: "done";
      readonly format: string;
      readonly lines: number;
      readonly events: number;
      readonly boots: number;
      readonly rejected: number;
      /** The boot to open when there is just one. */
      readonly bootId?: BootId;
    }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * The whole socket protocol. Messages are hints: losing one must not matter, because a reader catches up by revision
 * with `GET /api/changes`.
 */
export type ServerToClient = {
  changes: (message: Wire<ChangesMessage>) => void;
  /** Sent once it is quiet again, and on connecting: who has another revision missed something. */
  revision: (revision: string) => void;
  /** The database appeared, vanished or broke: load the page anew. */
  database: () => void;
};
export type ClientToServer = Readonly<Record<string, never>>;
