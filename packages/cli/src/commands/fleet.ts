import { omitUndefined } from "@hacotaki/core";
import { Command } from "commander";
import { withNotebook, type DatabaseFlag } from "../flags/database.ts";
import { EXIT } from "../output/exit-code.ts";
import { CliFailure, messageOf, notFound, wrongUsage } from "../output/failure.ts";
import { accessOf, destinationOf, loadFleet, withFleet, type FleetFlags } from "../flags/fleet-access.ts";
import { printLines } from "../output/output.ts";
import { command } from "./command.ts";

type MigrateFlags = FleetFlags & { readonly cluster?: string };

/** A step may write something of every boot there is. */
const MIGRATION_MS = 6 * 3_600_000;

async function migrateFleet(flags: MigrateFlags): Promise<void> {
  const destination = await destinationOf(flags.to);
  const { FleetError, isPlainName, migrate, openEngine } = await loadFleet();
  const { cluster } = flags;
  if (cluster !== undefined && !isPlainName(cluster))
    throw wrongUsage("a cluster's name has letters, digits and underscores, as in system.clusters.");
  // Where the database itself is to be made, nothing can be asked within it.
  const engine = openEngine(destination, { ...(await accessOf(flags)), timeoutMs: MIGRATION_MS });
  try {
    const { database } = destination;
    const { from, to, titles } = await migrate(engine, { database, ...omitUndefined({ cluster }) });
    await printLines(
      titles.length === 0
        ? [`${destination.name} is of version ${to} already: nothing to do.`]
        : [
            ...titles.map((title, step) => `version ${to - titles.length + step + 1}: ${title}`),
            `${destination.name}: from version ${from} to ${to}.`,
          ],
    );
  } catch (error) {
    if (error instanceof FleetError) throw new CliFailure(messageOf(error), EXIT.failed, { cause: error });
    throw error;
  } finally {
    await engine.close();
  }
}

/** Whoever ships there no more: boots that it never took are deleted here like all others again. */
async function forget(address: string | undefined, flags: DatabaseFlag): Promise<void> {
  const known = withNotebook(flags, (notebook) => notebook.ships());
  if (address === undefined) {
    await printLines(
      known.length === 0
        ? ["Boots of this database are shipped nowhere."]
        : known.map(({ destination, state, waiting }) => `${destination}: ${state}, ${waiting} boots wait`),
    );
    return;
  }
  const { destination } = known.find((each) => each.destination === address) ?? {};
  if (destination === undefined)
    throw notFound(`boots were never shipped to ${address}: hacotaki fleet forget names the places.`);
  withNotebook(flags, (notebook) => notebook.forgetShip(destination));
  await printLines([`Forgotten: what ${destination} has not taken waits for it no longer.`]);
}

/** `hacotaki fleet` */
export function fleetCommand(): Command {
  const migrating = withFleet(
    command("migrate", "Make the tables of a fleet's ClickHouse, or bring them to this version.", [
      "hacotaki fleet migrate --to clickhouse://admin@ch.example.org:8123/hacotaki",
      "hacotaki fleet migrate --to clickhouse://admin@ch/boots --cluster all",
    ]),
  )
    .option("--cluster <name>", "on every server of this cluster, replicated and distributed")
    .action(migrateFleet);
  const forgetting = command(
    "forget",
    "Let boots be deleted here that a place never took; without one, list the places.",
    ["hacotaki fleet forget clickhouse://shipper@old.example.org:8123/hacotaki"],
  )
    .argument("[address]", "as told without an address")
    .action(forget);
  return new Command("fleet")
    .description("Set up the ClickHouse that boots of many hosts are shipped to.")
    .addCommand(migrating)
    .addCommand(forgetting);
}
