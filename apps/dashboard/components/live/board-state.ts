import type { BootSummary, ChangesMessage } from "@hacotaki/core";
import { isUnderWay } from "../ui/boot-facts.ts";

const FINISHED_KEPT = 30;

/** Boots on their way, the oldest first, and the last ones that came to an end, newest first. */
export type Board = { readonly booting: readonly BootSummary[]; readonly finished: readonly BootSummary[] };

/**
 * What is drawn, and what is known. `following` draws all that is known. `held`, while the pointer or the focus is
 * among the rows, draws every row as it is now but none comes, goes or moves. `paused` draws a picture of the past.
 */
export type LiveState = {
  readonly mode: "following" | "held" | "paused";
  readonly latest: Board;
  readonly shown: Board;
  /** Ids of boots that changed since the pause. */
  readonly changed: ReadonlySet<string>;
};

const newestFirst = (a: BootSummary, b: BootSummary) => {
  const [first, second] = [a.wallTime ?? 0n, b.wallTime ?? 0n];
  return first > second ? -1 : first < second ? 1 : a.id < b.id ? 1 : -1;
};

export function boardOf(boots: readonly BootSummary[]): Board {
  const sorted = [...boots].sort(newestFirst);
  return {
    // Oldest on top: what starts later is added below and moves nothing.
    booting: sorted.filter((boot) => boot.outcome === "booting" && isUnderWay(boot)).reverse(),
    finished: sorted.filter(({ outcome }) => outcome !== "booting").slice(0, FINISHED_KEPT),
  };
}

export function withChanges({ booting, finished }: Board, { boots, retired }: ChangesMessage): Board {
  const all = new Map([...booting, ...finished, ...boots].map((boot) => [boot.id as string, boot]));
  for (const id of retired) all.delete(id);
  return boardOf([...all.values()]);
}

export function liveState(boots: readonly BootSummary[]): LiveState {
  const board = boardOf(boots);
  return { mode: "following", latest: board, shown: board, changed: new Set() };
}

/** The rows of a board where they are, each as it is now. */
function renewed(board: Board, boots: readonly BootSummary[]): Board {
  const now = new Map(boots.map((boot) => [boot.id as string, boot]));
  const renew = (rows: readonly BootSummary[]) => rows.map((boot) => now.get(boot.id) ?? boot);
  return { booting: renew(board.booting), finished: renew(board.finished) };
}

function draw(state: LiveState, latest: Board, boots: readonly BootSummary[]): LiveState {
  if (state.mode === "paused") return { ...state, latest };
  if (state.mode === "held") return { ...state, latest, shown: renewed(state.shown, boots) };
  return { ...state, latest, shown: latest };
}

export function receive(state: LiveState, message: ChangesMessage): LiveState {
  const next = draw(state, withChanges(state.latest, message), message.boots);
  if (state.mode !== "paused") return next;
  const ids = [...message.boots.map(({ id }) => id), ...message.retired];
  return { ...next, changed: new Set([...state.changed, ...ids]) };
}

/** The page was loaded anew, because more changed than could be told. */
export const reload = (state: LiveState, boots: readonly BootSummary[]): LiveState =>
  draw(state, boardOf(boots), boots);

/** The reader's pointer or focus is among the rows. */
export const hold = (state: LiveState): LiveState =>
  state.mode === "following" ? { ...state, mode: "held" } : state;

export const release = (state: LiveState): LiveState =>
  state.mode === "held" ? { ...state, mode: "following", shown: state.latest } : state;

export const pause = (state: LiveState): LiveState => ({ ...state, mode: "paused", changed: new Set() });

export const catchUp = (state: LiveState): LiveState => ({
  ...state,
  mode: "following",
  shown: state.latest,
  changed: new Set(),
});

/** How many boots are known but not drawn yet, because rows keep their places. */
export function waitingBoots({ latest, shown }: LiveState): number {
  const drawn = new Set([...shown.booting, ...shown.finished].map(({ id }) => id));
  return [...latest.booting, ...latest.finished].filter(({ id }) => !drawn.has(id)).length;
}

/** The span a boot is in and how long it has been there. */
export function currentSpan(boot: BootSummary, nowNs: bigint) {
  const span = boot.spans.findLast((each) => each.onPath && each.state === "open");
  return span && { slug: span.slug, forNs: nowNs > span.offsetNs ? nowNs - span.offsetNs : 0n };
}
