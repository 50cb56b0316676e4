import { plainAddress } from "./access/client-address.ts";

/** Under which names this server is reached. */
export type Reach = {
  readonly port: number;
  /** Where a proxy shows it to the world, such as https://boots.example.org. */
  readonly origins: readonly string[];
  /** Answers to the addresses of this machine as well: pages of other names cannot pretend to be at an address. */
  readonly isOpen: boolean;
};

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** The origin of pages that a Host header is about; undefined when it is none of ours. */
export function originOf(
  host: string,
  { port, origins, isOpen }: Reach,
  localAddress: string | undefined,
): string | undefined {
  const configured = origins.find((origin) => new URL(origin).host === host);
  if (configured !== undefined) return configured;
  const local = plainAddress(localAddress ?? "");
  const names = isOpen ? [...LOOPBACK_NAMES, local.includes(":") ? `[${local}]` : local] : LOOPBACK_NAMES;
  const own = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  return own.includes(host) ? `http://${host}` : undefined;
}
