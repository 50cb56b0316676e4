import { visibleText } from "@hacotaki/core";
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

const DEFAULT_PORT: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };
const withoutDot = (name: string) => name.replace(/\.$/, "");

/** Name and port of a Host header; an IPv6 address as URLs write it. */
function partsOf(host: string): { readonly name: string; readonly port: string } {
  const [, name = "", port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  return { name: name.startsWith("[") ? (URL.parse(`http://${name}`)?.hostname ?? name) : name, port };
}

/**
 * The origin as the page of a configured one has it: the default port may be said, and a dot may end the name, which
 * then is in the origin, too. Undefined where the Host header is about another one.
 */
function asked(host: string, origin: string): string | undefined {
  const { protocol, hostname, port } = new URL(origin);
  const given = partsOf(host);
  const wanted = port === "" ? (DEFAULT_PORT[protocol] ?? "") : port;
  const isPort = given.port === wanted || (given.port === "" && port === "");
  if (!isPort || given.name === "" || withoutDot(given.name) !== withoutDot(hostname)) return undefined;
  return `${protocol}//${given.name}${port === "" ? "" : `:${port}`}`;
}

/** The origin of pages that a Host header is about; undefined when it is none of ours. */
export function originOf(
  host: string,
  { port, origins, isOpen }: Reach,
  localAddress: string | undefined,
): string | undefined {
  for (const origin of origins) {
    const configured = asked(host, origin);
    if (configured !== undefined) return configured;
  }
  const local = plainAddress(localAddress ?? "");
  const names = isOpen ? [...LOOPBACK_NAMES, local.includes(":") ? `[${local}]` : local] : LOOPBACK_NAMES;
  const own = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  return own.includes(host) ? `http://${host}` : undefined;
}

/** What a Host header that is none of ours asked for, in words, and what it lacks. */
export function askedFor(host: string | undefined, { port, origins }: Reach): string {
  if (host === undefined || host === "") return "asked without a name (the Host header is missing or empty)";
  const shown = visibleText(host, 200);
  const given = partsOf(host.toLowerCase());
  const known = [
    ...LOOPBACK_NAMES.map((name) => ({ name, port: String(port) })),
    ...origins.map((origin) => {
      const url = new URL(origin);
      return { name: url.hostname, port: url.port === "" ? (DEFAULT_PORT[url.protocol] ?? "") : url.port };
    }),
  ].find(({ name }) => withoutDot(name) === withoutDot(given.name));
  if (known === undefined || known.port === given.port) return `asked for ${shown}`;
  const passOn =
    "If a proxy is in front, let it pass the Host header on as it came (nginx: proxy_set_header Host $http_host)";
  return given.port === ""
    ? `asked for ${shown}, without the port ${known.port}. ${passOn}`
    : `asked for ${shown}, with another port than ${known.port}. ${passOn}`;
}
