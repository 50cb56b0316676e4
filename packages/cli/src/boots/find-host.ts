import type { StoreReader } from "@hacotaki/store";
import { wrongUsage } from "../output/failure.ts";

/** The id of the host meant by its name or id. One that nothing is known of matches nothing. */
export async function hostId(store: StoreReader, typed: string): Promise<string> {
  const hosts = (await store.hosts()).filter(({ id, name }) => id === typed || name === typed);
  const [only, ...others] = hosts;
  if (only === undefined || others.length === 0) return only?.id ?? typed;
  throw wrongUsage(
    `several hosts are named "${typed}": give the id of one with --host: ${hosts.map(({ id }) => id).join(", ")}.`,
  );
}
