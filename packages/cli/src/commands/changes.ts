import {
  roundedNs,
  cohortHref,
  visibleText,
  type ChangeSide,
  type CohortSide,
  type ContainerChange,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Command } from "commander";
import { dashboardUrl, permalinkOf, type DashboardFlag } from "../flags/dashboard-url.ts";
import { notFound } from "../output/failure.ts";
import { hostId } from "../boots/find-host.ts";
import { complain, print, printLines, standardOutput } from "../output/output.ts";
import { MOST_RECENT, recentBoots } from "../boots/recent-boots.ts";
import { drawChanges } from "../terminal/changes.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { withBoots, withStore, type StoreFlags } from "../flags/store-flags.ts";
import { command } from "./command.ts";

type ChangesFlags = StoreFlags & DashboardFlag & { readonly host?: string; readonly json?: boolean };

const decimal = (ns: number) => roundedNs(ns).toString();
const sideJson = ({ n, p50, boot, at, since, until }: ChangeSide) => ({
  n,
  p50Ns: decimal(p50),
  boot,
  wallTimeNs: at.toString(),
  sinceNs: since.toString(),
  untilNs: until.toString(),
});

function changeJson(change: ContainerChange, permalink: string | undefined) {
  const { slug, label, group, before, after, shift, p, attributes } = change;
  return {
    slug,
    label,
    group: group ?? null,
    before: sideJson(before),
    after: sideJson(after),
    shiftNs: decimal(shift.estimate),
    lowNs: decimal(shift.low),
    highNs: decimal(shift.high),
    p,
    attributes: attributes.map(({ attribute, before: was, after: is }) => ({
      attribute,
      before: was ?? null,
      after: is ?? null,
    })),
    permalink: permalink ?? null,
  };
}

async function run(name: string, flags: ChangesFlags): Promise<void> {
  const dashboard = dashboardUrl(flags);
  await withBoots(flags, async (store: StoreReader) => {
    const { columns, isCut } = await recentBoots(store);
    if (columns.select({ filter: { container: name }, limit: 1 }).ids.length === 0)
      throw notFound(
        `no boot of a container named "${visibleText(name, 80)}"${isCut ? ` among the ${MOST_RECENT} stored last` : ""}. hacotaki list shows which there are.`,
      );
    const host = flags.host === undefined ? {} : { host: await hostId(store, flags.host) };
    const found = columns.changes(name, host);
    if (flags.json) {
      const side = ({ since, until }: ChangeSide): CohortSide => ({
        kind: "filter",
        filter: { container: name, ...host, since, until },
      });
      const changes = found.changes.map((change) => {
        const sides = { baseline: side(change.before), candidate: side(change.after) };
        return changeJson(change, permalinkOf(dashboard, cohortHref({ ...sides, span: change.slug })));
      });
      return print(`${JSON.stringify({ container: name, ...found, changes }, undefined, 2)}\n`);
    }
    const terminal = terminalOf(standardOutput, process.env);
    await printLines(drawChanges(name, found, terminal, paintFor(terminal)));
    if (isCut) complain(`The ${MOST_RECENT} boots stored last were looked at; older ones were not.\n`);
  });
}

/** `hacotaki changes` */
export const changesCommand = (): Command =>
  withStore(
    command("changes", "Say since when a container's boots take another time, and for what.", [
      "hacotaki changes web",
      "hacotaki changes web --host node-1",
      "hacotaki changes web --json | jq '.changes[0]'",
    ])
      .argument("<container>", "name of the container")
      .option("--host <host>", "its boots on one host only: name or id")
      .option("--dashboard <url>", "in JSON, links there (default: $HACOTAKI_DASHBOARD_URL)")
      .option("--json", "print JSON (docs/cli.md describes it)")
      .action(run),
  );
