import { bootDetailJson, heldBoot } from "@hacotaki/core";
import type { Command } from "commander";
import { withReader, type DatabaseFlag } from "../database.ts";
import { noSuchBoot, resolveBootId } from "../find-boot.ts";
import { print, printLines } from "../output.ts";
import { bootHeader } from "../terminal/boot-header.ts";
import { recentBoots } from "../recent-boots.ts";
import { paintFor } from "../terminal/paint.ts";
import { standingOf } from "../terminal/standing.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { drawWaterfall } from "../terminal/waterfall.ts";
import { wrap } from "../terminal/width.ts";
import { command } from "./command.ts";

type ShowFlags = DatabaseFlag & { readonly json?: boolean };

const show = (typed: string, flags: ShowFlags): Promise<void> =>
  withReader(flags, async (store) => {
    const id = await resolveBootId(store, typed);
    const stored = await store.findBoot(id);
    if (stored === undefined) throw noSuchBoot(id);
    const { boot, marks } = stored;
    if (flags.json) return print(`${JSON.stringify(bootDetailJson(boot, marks), undefined, 2)}\n`);
    const terminal = terminalOf(process.stdout, process.env);
    const paint = paintFor(terminal);
    const { columns, isCut } = await recentBoots(store);
    const population = columns.population({ container: boot.container }, heldBoot(boot));
    return printLines([
      ...bootHeader(boot, terminal, paint),
      ...standingOf(population, isCut).flatMap((line) => wrap(line, terminal.columns)),
      "",
      ...drawWaterfall(boot, marks, terminal, paint, population),
    ]);
  });

/** `hacotaki show` */
export const showCommand = (): Command =>
  command("show", "Draw one boot as a waterfall.", [
    "hacotaki show 7vq2",
    "hacotaki show 7vq2 --json | jq -r '.spans[] | \"\\(.label) \\(.durationNs)\"'",
    "COLUMNS=160 FORCE_COLOR=3 hacotaki show 7vq2 | less -R",
  ])
    .argument("<id>", "id of the boot, or its beginning where that is unique")
    .option("--json", "print JSON (docs/cli.md describes it)")
    .action(show);
