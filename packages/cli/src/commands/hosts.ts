import { bootGroupsJson, parseGroupedBy, type BootFilter, type GroupedBy } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { InvalidArgumentError, type Command } from "commander";
import { MOST_RECENT, recentBoots } from "../boots/recent-boots.ts";
import { withBoots, withStore, type StoreFlags } from "../flags/store-flags.ts";
import { complain, print, printLines, standardOutput } from "../output/output.ts";
import { drawHosts } from "../terminal/hosts.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { command } from "./command.ts";

type HostsFlags = StoreFlags & {
  readonly by: GroupedBy;
  readonly container?: string;
  readonly json?: boolean;
};

function byFlag(text: string): GroupedBy {
  const by = parseGroupedBy(text);
  if (by === undefined)
    throw new InvalidArgumentError("give host, kernel, runtime, or label:NAME, such as label:role");
  return by;
}

async function run({ by, container, json, ...flags }: HostsFlags): Promise<void> {
  const filter: BootFilter = container === undefined ? {} : { container };
  await withBoots(flags, async (store: StoreReader) => {
    const { columns, isCut } = await recentBoots(store);
    const told = columns.groups({ by, filter });
    if (json) return print(`${JSON.stringify({ by, ...bootGroupsJson(told) }, undefined, 2)}\n`);
    const names = new Map((await store.hosts()).map(({ id, name }) => [id, name]));
    await printLines(drawHosts(by, told, names, paintFor(terminalOf(standardOutput, process.env))));
    if (isCut) complain(`The ${MOST_RECENT} boots stored last were looked at; older ones were not.\n`);
  });
}

/** `hacotaki hosts` */
export const hostsCommand = (): Command =>
  withStore(
    command("hosts", "Say which hosts, kernels or runtimes boot slower than all others, and at what.", [
      "hacotaki hosts",
      "hacotaki hosts --by kernel --container web",
      "hacotaki hosts --by label:role --json | jq '.groups[0].slow'",
    ])
      .option("--by <what>", "host, kernel, runtime, or label:NAME of a fleet's hosts", byFlag, "host")
      .option("--container <name>", "boots of one container only: others take another time")
      .option("--json", "print JSON (docs/cli.md describes it)")
      .action(run),
  );
