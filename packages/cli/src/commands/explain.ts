import {
  bootDuration,
  headlineDuration,
  heldBoot,
  reasonsJson,
  visibleText,
  type Boot,
} from "@hacotaki/core";
import type { Command } from "commander";
import { reasonsFor } from "../boots/boot-reasons.ts";
import { noSuchBoot, resolveBootId } from "../boots/find-boot.ts";
import { complain, print, printLines, standardOutput } from "../output/output.ts";
import { MOST_RECENT, recentBoots } from "../boots/recent-boots.ts";
import { paintFor } from "../terminal/paint.ts";
import { reasonsSentence, reasonsTable } from "../terminal/reasons.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { wrap } from "../terminal/width.ts";
import { withBoots, withStore, type StoreFlags } from "../flags/store-flags.ts";
import { command } from "./command.ts";

type ExplainFlags = StoreFlags & { readonly json?: boolean };

const openingOf = (boot: Boot) => {
  const took = bootDuration(boot);
  const name = visibleText(boot.container, 80);
  return took === undefined ? `${name} (${boot.outcome}).` : `${name} booted in ${headlineDuration(took)}.`;
};

const explain = (typed: string, flags: ExplainFlags): Promise<void> =>
  withBoots(flags, async (store) => {
    const id = await resolveBootId(store, typed);
    const boot = (await store.findBoot(id))?.boot;
    if (boot === undefined) throw noSuchBoot(id);
    const { columns, isCut } = await recentBoots(store);
    const population = columns.population({ container: boot.container }, heldBoot(boot));
    const told = await reasonsFor(store, boot, population);
    const sentence = `${openingOf(boot)} ${reasonsSentence(told)}`;
    if (flags.json) {
      const json = { id, container: boot.container, sentence, ...reasonsJson(told, population.n) };
      return print(`${JSON.stringify(json, undefined, 2)}\n`);
    }
    const terminal = terminalOf(standardOutput, process.env);
    const width = standardOutput.isTTY ? terminal.columns : Number.MAX_SAFE_INTEGER;
    const table = reasonsTable(told, paintFor(terminal), width);
    await printLines([
      ...wrap(`${sentence} Boot ${id}.`, width),
      ...(table.length === 0 ? [] : ["", ...table]),
    ]);
    if (isCut)
      complain(`Held against the ${MOST_RECENT} boots stored last; older ones were not looked at.\n`);
  });

/** `hacotaki explain` */
export const explainCommand = (): Command =>
  withStore(
    command("explain", "Say why a boot took as long as it did, what shows it, and what to do.", [
      "hacotaki explain 7vq2",
      "hacotaki explain 7vq2 --json | jq -r '.reasons[0].slug'",
      "hacotaki explain $(hacotaki list --slowest --json | jq -r .[0].id)",
    ])
      .argument("<id>", "id of the boot, or its beginning where that is unique")
      .option("--json", "print JSON (docs/cli.md describes it)")
      .action(explain),
  );
