import type { StoreReader } from "@hacotaki/store";
import { Option, type Command } from "commander";
import { withReader, type DatabaseFlag } from "./database.ts";
import { wrongUsage } from "../output/failure.ts";
import { accessOf, caOption, destinationOf, loadFleet, passwordFileOption } from "./fleet-access.ts";

/** Where boots are read: in a file, or in a fleet's database. */
export type StoreFlags = DatabaseFlag & {
  readonly store?: string;
  readonly passwordFile?: string;
  readonly ca?: string;
};

export const withStore = (to: Command): Command =>
  to
    .option(
      "--store <address>",
      "read a fleet's boots, such as clickhouse://reader@ch.example.org:8123/hacotaki (default: $HACOTAKI_STORE)",
    )
    .addOption(passwordFileOption("--password-file"))
    .addOption(caOption("--ca"));

/** The fleet's address that is set for all commands, if one is. */
export function storeOfEnvironment(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env["HACOTAKI_STORE"];
  return named === "" ? undefined : named;
}

/** A file that is named for this command is meant, whatever is set for all of them. */
function storeOf({ db, store }: StoreFlags): string | undefined {
  if (db !== undefined && store !== undefined)
    throw wrongUsage("--db and --store: boots are read in one of them, the file or the fleet.");
  return store ?? (db === undefined ? storeOfEnvironment() : undefined);
}

/** Runs `work` on the boots that are meant, of this host or of a fleet. */
export async function withBoots<T>(flags: StoreFlags, work: (store: StoreReader) => Promise<T>): Promise<T> {
  const address = storeOf(flags);
  if (address === undefined) return withReader(flags, work);
  const [destination, access] = [await destinationOf(address), await accessOf(flags)];
  const { openFleet } = await loadFleet();
  const store = await openFleet({ destination, access });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

export type ServeStoreFlags = StoreFlags & { readonly storeBoots?: number };

/** A dashboard holds the newest boots in memory. */
export const withServedStore = (to: Command, countFlag: (text: string) => number): Command =>
  withStore(to).addOption(
    new Option(
      "--store-boots <n>",
      "of a fleet, hold so many of the newest boots in memory for statistics (default: 2000000)",
    )
      .env("HACOTAKI_STORE_BOOTS")
      .argParser(countFlag),
  );

/** As the dashboard is given it: the file stays that of what people keep. */
export function storeArgs({ store, passwordFile, ca, storeBoots }: ServeStoreFlags): readonly string[] {
  const address = store ?? storeOfEnvironment();
  if (address === undefined) return [];
  return [
    ...["--store", address],
    ...(passwordFile === undefined ? [] : ["--password-file", passwordFile]),
    ...(ca === undefined ? [] : ["--ca", ca]),
    ...(storeBoots === undefined ? [] : ["--store-boots", String(storeBoots)]),
  ];
}
