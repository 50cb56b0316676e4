import type { Span } from "../domain/boot.ts";
import type { Helper } from "../domain/detail.ts";
import { ALL_CALLS, type Expanded, type ShownCall, type ShownDetail } from "../domain/shown-detail.ts";
import { compareBigints, type Instant } from "../domain/time.ts";

/** Calls of a span that have rows of their own at first: the longest ones. The others share a row. */
export const LISTED_CALLS = 16;
/** With one row more, none has to share. */
const SPARED = 1;

type Placed = {
  /** Within its span: what a link calls it, and a row together with the span's slug. */
  readonly part: string;
  /** 1 below the span itself, 2 below one of its helpers … */
  readonly depth: number;
  readonly position: number;
  readonly size: number;
};
/** A row below a span: what ran in it. */
export type InsideRow = Placed &
  (
    | { readonly kind: "call"; readonly call: ShownCall }
    | { readonly kind: "helper"; readonly helper: Helper }
    /** Calls too short, among the many of the span, for rows of their own, and waits that held nobody up. */
    | { readonly kind: "shorter"; readonly calls: readonly ShownCall[]; readonly isOpen: boolean }
  );

const partOf = (sign: "c" | "h", startAt: bigint, bootStart: bigint, id: number) =>
  `${sign}${startAt - bootStart}-${id}`;
/** What a link calls a call: when it began, and in which thread. */
export const callPart = ({ startAt, tid }: ShownCall, bootStart: bigint) =>
  partOf("c", startAt, bootStart, tid);
/** What a link calls a helper: when it began, and its pid. */
export const helperPart = ({ startAt, tgid }: Helper, bootStart: bigint) =>
  partOf("h", startAt, bootStart, tgid);
/** What links call the row of the shorter calls. */
export const SHORTER = "shorter";

/** What the row of the shorter calls holds: such calls, and waits that held nobody up. */
export function sharedCounts(calls: readonly ShownCall[]): {
  readonly shorter: number;
  readonly idle: number;
} {
  const idle = calls.reduce((count, { isIdle }) => (isIdle ? count + 1 : count), 0);
  return { shorter: calls.length - idle, idle };
}

/** Of calls of that row those that count: not waits that held nobody up, where there is anything else. */
export function sharedAsCounted(calls: readonly ShownCall[]): readonly ShownCall[] {
  const others = calls.filter(({ isIdle }) => !isIdle);
  return others.length === 0 ? calls : others;
}

/** How long those took together, ns. */
export const sharedNs = (calls: readonly ShownCall[]): bigint =>
  sharedAsCounted(calls).reduce((sum, call) => sum + (lengthOf(call) ?? 0n), 0n);

/** One that has not come back is the longest of all. */
const lengthOf = ({ startAt, endAt }: ShownCall) => (endAt === undefined ? undefined : endAt - startAt);
const longestFirst = (a: ShownCall, b: ShownCall) => {
  const [first, second] = [lengthOf(a), lengthOf(b)];
  if (first === undefined || second === undefined) return first === second ? 0 : first === undefined ? -1 : 1;
  return compareBigints(second, first);
};

type Node =
  | { readonly kind: "call"; readonly startAt: Instant; readonly call: ShownCall }
  | {
      readonly kind: "helper";
      readonly startAt: Instant;
      readonly helper: Helper;
      readonly children: Node[];
    };

const byStart = (a: Node, b: Node) =>
  // A helper before what it called in the same instant.
  compareBigints(a.startAt, b.startAt) || Number(b.kind === "helper") - Number(a.kind === "helper");

/** Calls and helpers as a tree: below the helper that made or started them, where it began in the same span. */
function treeOf(calls: readonly ShownCall[], helpers: readonly Helper[]): readonly Node[] {
  const roots: Node[] = [];
  const nodes = helpers.map((helper) => ({
    kind: "helper" as const,
    startAt: helper.startAt,
    helper,
    children: [] as Node[],
  }));
  /** Pids wrap: the last of this number that had begun by then. */
  const ownerOf = (tgid: number | undefined, at: bigint) =>
    nodes.findLast(({ helper }) => helper.tgid === tgid && helper.startAt <= at);
  for (const node of nodes) {
    const owner = ownerOf(node.helper.ppid, node.startAt);
    (owner === undefined || owner === node ? roots : owner.children).push(node);
  }
  for (const call of calls) {
    const { startAt, tgid } = call;
    (ownerOf(tgid, startAt)?.children ?? roots).push({ kind: "call", startAt, call });
  }
  return roots;
}

function* rowsOfNodes(nodes: readonly Node[], bootStart: bigint, depth: number): Generator<InsideRow> {
  const size = nodes.length;
  for (const [index, node] of nodes.toSorted(byStart).entries()) {
    const place = { depth, position: index + 1, size };
    if (node.kind === "call") {
      yield { kind: "call", part: callPart(node.call, bootStart), call: node.call, ...place };
      continue;
    }
    yield { kind: "helper", part: helperPart(node.helper, bootStart), helper: node.helper, ...place };
    yield* rowsOfNodes(node.children, bootStart, depth + 1);
  }
}

/**
 * What ran in a span, row by row: helpers and calls in the order of time, below whoever started or made them. Of many
 * calls the longest have rows; the others, and waits that held nobody up, share the last one, below which they are listed
 * on request.
 */
export function insideRows(
  { slug }: Pick<Span, "slug">,
  { calls, helpers }: NonNullable<ShownDetail["inside"]>,
  bootStart: bigint,
  expanded: Expanded | undefined,
): readonly InsideRow[] {
  const ofSpan = <T extends { readonly span?: string }>(all: readonly T[]) =>
    all.filter(({ span }) => span === slug);
  const own = ofSpan(calls);
  const telling = own.filter(({ isIdle }) => !isIdle);
  const isAllTold = telling.length <= LISTED_CALLS + SPARED;
  const listed = isAllTold ? telling : telling.toSorted(longestFirst).slice(0, LISTED_CALLS);
  const rows = [...rowsOfNodes(treeOf(listed, ofSpan(helpers)), bootStart, 1)];
  if (listed.length === own.length) return rows;
  const isListed = new Set(listed);
  const shorter = own.filter((call) => !isListed.has(call));
  const isOpen = expanded !== undefined && expanded !== "all" && expanded.includes(slug + ALL_CALLS);
  const size = rows.filter(({ depth }) => depth === 1).length + 1;
  const head: InsideRow = {
    kind: "shorter",
    part: SHORTER,
    calls: shorter,
    isOpen,
    depth: 1,
    position: size,
    size,
  };
  const below = isOpen ? [...rowsOfNodes(treeOf(shorter, []), bootStart, 2)] : [];
  return [...rows.map((row) => (row.depth === 1 ? { ...row, size } : row)), head, ...below];
}
