import type { Access, AccessFiles, Destination } from "@hacotaki/fleet";
import { Option, type Command } from "commander";
import { wrongUsage } from "../output/failure.ts";

export type FleetFlags = { readonly to: string; readonly passwordFile?: string; readonly ca?: string };

/** What opens the fleet's database, under whichever name of the flag. */
export const passwordFileOption = (flag: string): Option =>
  new Option(`${flag} <file>`, "file with the password; else $HACOTAKI_FLEET_PASSWORD").env(
    "HACOTAKI_FLEET_PASSWORD_FILE",
  );
export const caOption = (flag: string): Option =>
  new Option(
    `${flag} <file>`,
    "certificate of the authority that signed the server's, where it is one of your own",
  ).env("HACOTAKI_FLEET_CA");

/** Where the fleet's database is, and how it is opened. */
export const withFleet = (to: Command): Command =>
  to
    .addOption(
      new Option(
        "--to <address>",
        "clickhouse://USER@HOST:8123/DATABASE; clickhouses:// or ?secure=true for TLS",
      )
        .env("HACOTAKI_SHIP_TO")
        .makeOptionMandatory(),
    )
    .addOption(passwordFileOption("--password-file"))
    .addOption(caOption("--ca"));

/** Loaded when it is asked for: the client of ClickHouse is of use to two commands alone. */
export const loadFleet = () => import("@hacotaki/fleet");

/** What opens the fleet's database. */
export async function accessOf(files: AccessFiles): Promise<Access> {
  const { FleetError, readAccess } = await loadFleet();
  try {
    return readAccess(files, process.env);
  } catch (error) {
    if (error instanceof FleetError) throw wrongUsage(error.message);
    throw error;
  }
}

export async function destinationOf(address: string): Promise<Destination> {
  const { parseDestination } = await loadFleet();
  const parsed = parseDestination(address);
  if (parsed.kind === "wrong") throw wrongUsage(`${parsed.reason}.`);
  return parsed.destination;
}
