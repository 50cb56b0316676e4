import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";

/** IPv4 seen through an IPv6 socket is IPv4. */
export const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, "").toLowerCase();

const GROUPS = 8;

/** What is counted as one: an IPv4 address, or the 64 bits of an IPv6 network, which one customer has as a whole. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::", 2);
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const before = groups(head);
  const after = groups(tail ?? "");
  const zeros = Array.from({ length: Math.max(0, GROUPS - before.length - after.length) }, () => "0");
  const all = tail === undefined ? before : [...before, ...zeros, ...after];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

/** Values of a header as they came, one for each time it was sent; by its lower-case name. */
export const valuesOf = (name: string, rawHeaders: readonly string[]) =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

/**
 * The address somebody asks from. Of what proxies say, only the part that trusted ones have added is believed: the last
 * address that is not itself one of them.
 */
export function clientAddress(
  request: Pick<IncomingMessage, "rawHeaders"> & {
    readonly socket: { readonly remoteAddress?: string | undefined };
  },
  proxies: readonly string[],
): string {
  const peer = plainAddress(request.socket.remoteAddress ?? "");
  if (!proxies.includes(peer)) return peer;
  const hops = valuesOf("x-forwarded-for", request.rawHeaders)
    .flatMap((value) => value.split(","))
    .map((hop) => plainAddress(hop.trim()));
  return hops.findLast((hop) => !proxies.includes(hop)) ?? peer;
}
