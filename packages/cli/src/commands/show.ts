import { bootDetailJson, heldBoot, markJson, type Boot, omitUndefined } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Command } from "commander";
import { withReader, type DatabaseFlag } from "../database.ts";
import { noSuchBoot, resolveBootId } from "../find-boot.ts";
import { print, printLines, standardOutput } from "../output.ts";
import { bootHeader } from "../terminal/boot-header.ts";
import { recentBoots } from "../recent-boots.ts";
import { paintFor } from "../terminal/paint.ts";
import { standingOf } from "../terminal/standing.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { drawWaterfall } from "../terminal/waterfall.ts";
import { wrap } from "../terminal/width.ts";
import { windowOf } from "../terminal/window.ts";
import { command } from "./command.ts";

type ShowFlags = DatabaseFlag & { readonly json?: boolean };

const MARKS_A_PAGE = 500;
/** What the JSON of a boot without marks ends with: they stand last. */
const NO_MARKS = "[]\n}";

/** The JSON of a boot, its marks page by page: there may be any number of them. */
async function printJson(store: StoreReader, boot: Boot): Promise<void> {
  const without = JSON.stringify(bootDetailJson(boot, []), undefined, 2);
  let after: string | undefined;
  let separator = `${without.slice(0, -NO_MARKS.length)}[`;
  do {
    const page = await store.marks(boot.id, {
      limit: MARKS_A_PAGE,
      ...omitUndefined({ after }),
    });
    for (const mark of page?.marks ?? []) {
      const text = JSON.stringify(markJson(boot, mark), undefined, 2).replaceAll("\n", "\n    ");
      await print(`${separator}\n    ${text}`);
      separator = ",";
    }
    after = page?.next;
  } while (after !== undefined);
  await print(separator === "," ? "\n  ]\n}\n" : `${without}\n`);
}

const show = (typed: string, flags: ShowFlags): Promise<void> =>
  withReader(flags, async (store) => {
    const id = await resolveBootId(store, typed);
    const stored = await store.findBoot(id);
    if (stored === undefined) throw noSuchBoot(id);
    const { boot } = stored;
    if (flags.json) return printJson(store, boot);
    const terminal = terminalOf(standardOutput, process.env);
    const paint = paintFor(terminal);
    const marks = (await store.drawnMarks(id, {
      from: boot.startAt,
      to: boot.startAt + windowOf(boot).lengthNs,
    })) ?? { total: 0, marks: [], bins: [] };
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
