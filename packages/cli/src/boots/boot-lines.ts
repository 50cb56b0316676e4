import { heldBoot, type Boot, type BootDetail } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { reasonsFor } from "./boot-reasons.ts";
import { recentBoots } from "./recent-boots.ts";
import { bootHeader } from "../terminal/boot-header.ts";
import { detailNotes } from "../terminal/inside-rows.ts";
import { paintFor } from "../terminal/paint.ts";
import { reasonsSentence } from "../terminal/reasons.ts";
import { standingOf } from "../terminal/standing.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { drawWaterfall } from "../terminal/waterfall.ts";
import { wrap } from "../terminal/width.ts";
import { windowOf } from "../terminal/window.ts";

/** One boot as a waterfall, with what is usual of its container, and what ran inside of it where that is given. */
export async function bootLines(
  store: StoreReader,
  boot: Boot,
  terminal: Terminal,
  detail?: BootDetail,
): Promise<string[]> {
  const paint = paintFor(terminal);
  const marks = (await store.drawnMarks(boot.id, {
    from: boot.startAt,
    to: boot.startAt + windowOf(boot).lengthNs,
  })) ?? { total: 0, marks: [], bins: [] };
  const { columns, isCut } = await recentBoots(store);
  const population = columns.population({ container: boot.container }, heldBoot(boot));
  const reasons = await reasonsFor(store, boot, population, detail);
  return [
    ...bootHeader(boot, terminal, paint),
    ...standingOf(population, boot, isCut).flatMap((line) => wrap(line, terminal.columns)),
    ...(reasons.reasons.length === 0 ? [] : wrap(reasonsSentence(reasons), terminal.columns)),
    "",
    ...drawWaterfall(boot, marks, terminal, paint, population, detail),
    ...(detail === undefined
      ? []
      : detailNotes(detail, boot.startAt).flatMap((line) => wrap(line, terminal.columns))),
  ];
}
