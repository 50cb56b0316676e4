import { unpackBoots, type BootsMessage, type PackedBoots } from "@hacotaki/core";

/** A page of the list, by the address of the list. Rejects where the server does not answer. */
export async function fetchBoots(query: URLSearchParams | string): Promise<BootsMessage> {
  const response = await fetch(`/api/boots?${query}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`boots: ${response.status}`);
  return unpackBoots((await response.text()) as PackedBoots);
}
