import { createAssembler, type Assembler } from "@hacotaki/core";
import { synthesise, type Attachment, type Plan } from "@hacotaki/core/synthesis";
import type { Patience, StoreWriter } from "@hacotaki/store";

/** What the recordings of boots that never were say of themselves; `isMadeUp` knows them by it. */
export const MADE_UP = "made up by hacotaki generate";

export const isMadeUp = ({ note }: { readonly note?: string }): boolean => note?.startsWith(MADE_UP) === true;

export type Filled = { readonly boots: number; readonly events: number; readonly wasCancelled: boolean };
type Options = {
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly onProgress: (boots: number) => void;
};

/** A collector that never was: it takes in and writes as a real one does. */
type Line = {
  readonly recording: number;
  readonly assembler: Assembler;
  events: bigint;
  dropped: bigint;
};

/** Writes what collectors would have written of a plan, piece by piece; cancelled, what was written until then is whole. */
export async function fill(
  store: StoreWriter,
  plan: Plan,
  { patience, signal, onProgress }: Options,
): Promise<Filled> {
  const lines = new Map<Attachment, Line>();
  const before = (await store.facts()).boots;
  let boots = 0;
  let events = 0;

  const wallOf = ({ wallOffset }: Attachment, at: bigint) => at + wallOffset;

  function begin(attachment: Attachment): Line {
    const { source, path, buildId, generation, probes, startedAt } = attachment;
    const recording = store.startRecording({ ...source, path, buildId, generation, probes, startedAt });
    store.touchRecording(recording, { seenAt: startedAt, events: 0n, dropped: 0n, note: MADE_UP });
    return { recording, assembler: createAssembler(source), events: 0n, dropped: 0n };
  }

  for (const piece of synthesise(plan)) {
    if (signal.aborted) break;
    const { attachment, until, isLast } = piece;
    const line = lines.get(attachment) ?? (await patience(() => begin(attachment)));
    lines.set(attachment, line);
    line.assembler.push(piece.events);
    const changes = line.assembler.advance(until);
    for (const { event } of changes.events)
      if (event.kind === "loss") line.dropped += BigInt(event.count ?? 0);
    line.events += BigInt(changes.events.length);
    const seenAt = wallOf(attachment, until);
    await patience(() => store.save(changes, line.recording));
    const state = { seenAt, events: line.events, dropped: line.dropped, note: MADE_UP };
    await patience(() => store.touchRecording(line.recording, state));
    if (isLast) await patience(() => store.endRecording(line.recording, { endedAt: seenAt, note: MADE_UP }));
    boots += piece.boots;
    events += changes.events.length;
    onProgress(boots);
    // Lets a Ctrl-C, the terminal and other writers in between: everything so far is committed.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (signal.aborted)
    for (const [{ wallOffset }, { recording, assembler }] of lines) {
      const endedAt = (assembler.now ?? 0n) + wallOffset;
      await patience(() => store.endRecording(recording, { endedAt, note: `${MADE_UP}, which was stopped` }));
    }
  await patience(() => store.checkpoint());
  return { boots: (await store.facts()).boots - before, events, wasCancelled: signal.aborted };
}
