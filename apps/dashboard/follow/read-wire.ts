import { decodeWire, type Wire } from "@hacotaki/core";

/**
 * What the server says at an address, as `encodeWire` made it. Throws where it cannot be had: the connection is lost, the
 * answer is an error (its message has the status), or the signal aborted; nobody is told but the caller.
 */
export async function readWire<Message>(address: string, signal?: AbortSignal): Promise<Message> {
  const answer = await fetch(address, { cache: "no-store", ...(signal && { signal }) });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return decodeWire<Message>((await answer.json()) as Wire<Message>);
}
