import { omitUndefined } from "@hacotaki/core";
import type { FleetPlace } from "@hacotaki/fleet";
import { openStore, type StoreReader } from "@hacotaki/store";
import type { StoreOptions } from "./options.ts";

/** Where boots are read: in one host's file, or in a fleet's database. A thread can be told it. */
export type StorePlace =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "fleet"; readonly fleet: FleetPlace };

export type ParsedStore =
  | { readonly kind: "fleet"; readonly fleet: FleetPlace }
  | { readonly kind: "wrong"; readonly reason: string };

/** What was said of a fleet's database, with the password and the certificate that were meant. */
export async function parseStore(
  { address, passwordFile, ca, mostSamples }: StoreOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ParsedStore> {
  const { FleetError, parseDestination, readAccess } = await import("@hacotaki/fleet");
  const parsed = parseDestination(address);
  if (parsed.kind === "wrong") return parsed;
  const { destination } = parsed;
  try {
    const access = readAccess({ passwordFile, ca }, env);
    return { kind: "fleet", fleet: { destination, access, ...omitUndefined({ mostSamples }) } };
  } catch (error) {
    if (error instanceof FleetError) return { kind: "wrong", reason: error.message };
    throw error;
  }
}

/** The client of ClickHouse is loaded where there is a fleet alone. */
export async function openFleetAt({ destination, access, ...more }: FleetPlace) {
  const { openFleet } = await import("@hacotaki/fleet");
  // What was told to a thread is no Buffer any more.
  const { ca } = access;
  return openFleet({
    ...more,
    destination,
    access: { ...access, ...(ca === undefined ? {} : { ca: Buffer.from(ca) }) },
  });
}

/** A reader of one's own: each thread has one. @throws StoreError */
export const openReaderAt = async (place: StorePlace): Promise<StoreReader> =>
  place.kind === "file" ? openStore(place.path, { mode: "read" }) : openFleetAt(place.fleet);
