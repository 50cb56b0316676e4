import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";

/**
 * Addresses that no webhook may lead to, whoever names them: what clouds tell machines about themselves and their
 * credentials (link-local, and the fixed addresses of some), nobody, everybody. Machines of this network and this very one
 * are allowed: receivers often stand there, and only admins name them.
 */
const NEVER = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
] as const)
  NEVER.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 128],
  ["fe80::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
  ["fd20:ce::254", 128],
] as const)
  NEVER.addSubnet(net, bits, "ipv6");

/** The IPv4 address within an IPv6 one that is translated to it (RFC 6052, RFC 4291); undefined for any other. */
function embeddedIpv4(address: string): string | undefined {
  const url = URL.parse(`http://[${address.split("%", 1)[0]}]/`);
  const [, high, low] =
    /^\[(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(url?.hostname ?? "") ?? [];
  if (high === undefined || low === undefined) return undefined;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join(".");
}

/** Whether messages may be sent to an address. */
export function isAllowedAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  if (version === 4) return !NEVER.check(address, "ipv4");
  const inner = embeddedIpv4(address);
  return inner === undefined ? !NEVER.check(address, "ipv6") : isAllowedAddress(inner);
}

export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * As dns.lookup, for http.request: the address that is judged is the one that is connected to, so that a name cannot lead
 * elsewhere the second time it is asked for.
 */
export function guardedLookup(hostname: string, options: LookupOptions, found: Found): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error, []);
    if (addresses.length === 0 || !addresses.every(({ address }) => isAllowedAddress(address)))
      return found(new ForbiddenAddress("leads to an address that messages are never sent to"), []);
    const [first] = addresses;
    if (options.all === true || first === undefined) return found(null, addresses);
    found(null, first.address, first.family);
  });
}

/** Names are judged when they are looked up, addresses as they stand. */
export function isAllowedHost(hostname: string): boolean {
  const plain = hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(plain) === 0 || isAllowedAddress(plain);
}
