import { createAssembler, type Assembler, type Instant } from "@hacotaki/core";
import { synthesise, type Attachment, type Plan } from "@hacotaki/core/synthesis";
import { packChanges, type PackedChanges } from "@hacotaki/store";

/** Which collector, of those that never were, saw it: what its recording tells of itself. */
export type MadeUpCollector = Pick<
  Attachment,
  "source" | "path" | "buildId" | "generation" | "probes" | "startedAt"
>;

/** What such a collector takes in and writes in one go. */
export type MadePiece = {
  /** Number of its collector. */
  readonly line: number;
  /** Told with the first piece of each. */
  readonly collector?: MadeUpCollector;
  readonly changes: PackedChanges;
  /** Wall time that it has come to, UTC ns; of its newest event. */
  readonly until: bigint;
  readonly now: bigint;
  readonly boots: number;
  readonly events: number;
  readonly dropped: bigint;
  readonly isLast: boolean;
};

type Line = { readonly number: number; readonly assembler: Assembler; isTold: boolean };

const wallOf = ({ wallOffset }: Attachment, at: Instant | undefined) => (at ?? 0n) + wallOffset;

/** Makes a plan's events up, takes them in as a collector does, and packs what has to be written. Pure. */
export function* makePieces(plan: Plan): Generator<MadePiece> {
  const lines = new Map<Attachment, Line>();
  let begun = 0;
  for (const { attachment, events, until, boots, isLast } of synthesise(plan)) {
    let line = lines.get(attachment);
    if (line === undefined) {
      line = { number: begun++, assembler: createAssembler(attachment.source), isTold: false };
      lines.set(attachment, line);
    }
    line.assembler.push(events);
    const changes = line.assembler.advance(until);
    let dropped = 0n;
    for (const { event } of changes.events) if (event.kind === "loss") dropped += BigInt(event.count ?? 0);
    const { source, path, buildId, generation, probes, startedAt } = attachment;
    yield {
      line: line.number,
      ...(line.isTold ? {} : { collector: { source, path, buildId, generation, probes, startedAt } }),
      changes: packChanges(changes),
      until: wallOf(attachment, until),
      now: wallOf(attachment, line.assembler.now),
      boots,
      events: changes.events.length,
      dropped,
      isLast,
    };
    line.isTold = true;
    // What an assembler remembers of a hundred thousand boots is not needed once its collector is gone.
    if (isLast) lines.delete(attachment);
  }
}
