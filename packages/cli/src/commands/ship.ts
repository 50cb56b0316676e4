import { visibleText } from "@hacotaki/core";
import { acquireWriterLock, openNotebook, PATIENCE_MS, StoreError, type SpoolReader } from "@hacotaki/store";
import type { Command } from "commander";
import { databasePath, withReader, type DatabaseFlag } from "../flags/database.ts";
import { EXIT } from "../output/exit-code.ts";
import { CliFailure } from "../output/failure.ts";
import { accessOf, destinationOf, loadFleet, withFleet, type FleetFlags } from "../flags/fleet-access.ts";
import { follow } from "../push/follow.ts";
import { reportFailure } from "../output/report-failure.ts";
import { labelOption, type Labels } from "../flags/ship-flags.ts";
import { command } from "./command.ts";

const MAX_ADDRESS = 300;

type Flags = DatabaseFlag &
  FleetFlags & { readonly label?: Labels; readonly once?: boolean; readonly debug?: boolean };

/** Two that read one database would each say that the other's boots are taken. */
function lockSpool(path: string): { release(): void } {
  try {
    return acquireWriterLock(path, "ship");
  } catch (error) {
    if (error instanceof StoreError && error.code === "locked")
      throw new CliFailure(
        `${path} is being shipped by another process already: ${error.message}. Boots of one database are shipped to one place.`,
        EXIT.failed,
        { cause: error },
      );
    throw error;
  }
}

async function shipFrom(store: SpoolReader, flags: Flags, signal: AbortSignal): Promise<void> {
  const destination = await destinationOf(flags.to);
  const access = await accessOf(flags);
  const { createShipper, openEngine } = await loadFleet();
  const lock = lockSpool(databasePath(flags));
  const notebook = openNotebook(databasePath(flags), { waitMs: PATIENCE_MS });
  const engine = openEngine(destination, access);
  try {
    const labels = flags.label ?? {};
    const shipper = await createShipper({ store, notebook, destination, engine, labels, signal });
    const words = { verb: "ship", past: "shipped", ongoing: "shipping" };
    const to = visibleText(destination.name, MAX_ADDRESS);
    try {
      await follow({ sender: shipper, to, words, isOnce: flags.once === true, signal });
    } finally {
      shipper.stop();
    }
  } finally {
    await engine.close();
    notebook.close();
    lock.release();
  }
}

async function ship(flags: Flags): Promise<void> {
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => abort.abort());
  await withReader(flags, (store) => shipFrom(store, flags, abort.signal));
}

/** The channel to a parent would keep the process alive: under `up` it ends by itself. */
async function shipOrTell(flags: Flags): Promise<void> {
  try {
    await ship(flags);
  } catch (error) {
    if (process.send === undefined) throw error;
    const code = reportFailure(error, flags.debug === true);
    process.exit(error instanceof CliFailure && error.exitCode === EXIT.wrongUsage ? EXIT.lasting : code);
  }
  if (process.connected) process.disconnect?.();
}

/** `hacotaki ship` */
export const shipCommand = (): Command =>
  withFleet(
    command("ship", "Send every boot to the ClickHouse of a fleet as they come, until Ctrl-C.", [
      "hacotaki ship --to clickhouse://shipper@ch.example.org:8123/hacotaki",
      "hacotaki ship --to clickhouses://shipper@ch:8443/hacotaki --label role=web",
      "hacotaki ship --to clickhouse://shipper@localhost:8123/hacotaki --once",
    ]),
  )
    .addOption(labelOption("--label", "tell this of the host with each boot: role, zone, version"))
    .option("--once", "send what there is, and end")
    .action(shipOrTell);
