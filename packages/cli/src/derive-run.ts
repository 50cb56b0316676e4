import { createAssembler, instant, type BootEvent, type Changes, type Source } from "@hacotaki/core";

const END_OF_TIME = instant(2n ** 63n - 1n);

/**
 * Everything derived of one run's raw events. A stream that was read to its end leaves no boot open; a live one may
 * still be going on.
 */
export function deriveRun(source: Source, events: readonly BootEvent[]): Changes {
  const assembler = createAssembler(source);
  assembler.push(events);
  return source.kind === "live" ? assembler.advance(END_OF_TIME) : assembler.finish();
}
