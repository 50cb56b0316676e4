import type { Plan } from "@hacotaki/core/synthesis";
import type { Patience, StoreWriter } from "@hacotaki/store";
import type { MadePiece, MadeUpCollector } from "./made.ts";
import { piecesOf } from "./pieces.ts";

/** What the recordings of boots that never were say of themselves; `isMadeUp` knows them by it. */
export const MADE_UP = "made up by hacotaki generate";

export const isMadeUp = ({ note }: { readonly note?: string }): boolean => note?.startsWith(MADE_UP) === true;

export type Filled = { readonly boots: number; readonly events: number; readonly wasCancelled: boolean };
type Options = {
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly onProgress: (boots: number) => void;
};

/** A recording of a collector that never was, and how far it is. */
type Line = { readonly recording: number; events: bigint; dropped: bigint; now: bigint };

/** Writes what collectors would have written of a plan, piece by piece; cancelled, what was written until then is whole. */
export async function fill(
  store: StoreWriter,
  plan: Plan,
  { patience, signal, onProgress }: Options,
): Promise<Filled> {
  store.writeInBulk();
  const lines = new Map<number, Line>();
  const before = (await store.facts()).boots;
  let boots = 0;
  let events = 0;

  function begin({ source, ...facts }: MadeUpCollector): number {
    const recording = store.startRecording({ ...source, ...facts });
    store.touchRecording(recording, { seenAt: facts.startedAt, events: 0n, dropped: 0n, note: MADE_UP });
    return recording;
  }
  async function lineOf({ line: number, collector }: MadePiece): Promise<Line> {
    const known = lines.get(number);
    if (known !== undefined) return known;
    if (collector === undefined) throw new Error(`nobody told of collector ${number}`);
    const line = { recording: await patience(() => begin(collector)), events: 0n, dropped: 0n, now: 0n };
    lines.set(number, line);
    return line;
  }

  for await (const piece of piecesOf(plan)) {
    if (signal.aborted) break;
    const line = await lineOf(piece);
    const { recording } = line;
    line.events += BigInt(piece.events);
    line.dropped += piece.dropped;
    line.now = piece.now;
    const seenAt = piece.until;
    await patience(() => store.savePacked(piece.changes, recording));
    const state = { seenAt, events: line.events, dropped: line.dropped, note: MADE_UP };
    await patience(() => store.touchRecording(recording, state));
    if (piece.isLast) await patience(() => store.endRecording(recording, { endedAt: seenAt, note: MADE_UP }));
    boots += piece.boots;
    events += piece.events;
    onProgress(boots);
    // Lets a Ctrl-C, the terminal and other writers in between: everything so far is committed.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (signal.aborted)
    for (const { recording, now } of lines.values())
      await patience(() =>
        store.endRecording(recording, { endedAt: now, note: `${MADE_UP}, which was stopped` }),
      );
  await patience(() => store.checkpoint());
  return { boots: (await store.facts()).boots - before, events, wasCancelled: signal.aborted };
}
