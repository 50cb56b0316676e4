import { bootDetailJson, insideJson, markJson, type Boot, omitUndefined } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Command } from "commander";
import { bootLines } from "../boots/boot-lines.ts";
import { noSuchBoot, resolveBootId } from "../boots/find-boot.ts";
import { print, printLines, standardOutput } from "../output/output.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { withBoots, withStore, type StoreFlags } from "../flags/store-flags.ts";
import { command } from "./command.ts";

type ShowFlags = StoreFlags & { readonly json?: boolean; readonly detail?: boolean };

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
  withBoots(flags, async (store) => {
    const id = await resolveBootId(store, typed);
    const stored = await store.findBoot(id);
    if (stored === undefined) throw noSuchBoot(id);
    const { boot } = stored;
    const detail = flags.detail ? await store.readDetail(id, boot) : undefined;
    if (flags.json && detail !== undefined)
      return print(`${JSON.stringify(insideJson(boot, detail), undefined, 2)}\n`);
    if (flags.json) return printJson(store, boot);
    return printLines(await bootLines(store, boot, terminalOf(standardOutput, process.env), detail));
  });

/** `hacotaki show` */
export const showCommand = (): Command =>
  withStore(
    command("show", "Draw one boot as a waterfall.", [
      "hacotaki show 7vq2",
      "hacotaki show 7vq2 --json | jq -r '.spans[] | \"\\(.label) \\(.durationNs)\"'",
      "hacotaki show 7vq2 --detail",
      "COLUMNS=160 FORCE_COLOR=3 hacotaki show 7vq2 | less -R",
    ])
      .argument("<id>", "id of the boot, or its beginning where that is unique")
      .option("--detail", "what ran and was waited for inside of each span; with --json, that alone")
      .option("--json", "print JSON (docs/cli.md describes it)")
      .action(show),
  );
