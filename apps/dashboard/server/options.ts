import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { omitUndefined } from "@hacotaki/core";
import { plainAddress } from "./access/client-address.ts";

/** A fleet's database, as its place was given. */
export type StoreOptions = {
  readonly address: string;
  readonly passwordFile?: string;
  readonly ca?: string;
  /** Boots that are held in memory for statistics. */
  readonly mostSamples?: number;
};

export type ServerOptions = {
  /** Of this host's database; of a fleet's, that beside which lies what people keep. */
  readonly databasePath: string;
  readonly store?: StoreOptions;
  readonly port: number;
  readonly address: string;
  readonly isDevelopment: boolean;
  /** Whether it answers beyond this machine. */
  readonly isOpen: boolean;
  /** Beyond this machine always; on it, where somebody else may come in through a proxy, or on demand. */
  readonly asksLogin: boolean;
  /** Where a proxy shows it to the world. */
  readonly origins: readonly string[];
  readonly proxies: readonly string[];
  readonly userHeader?: string;
  /** Columns of boots may be kept outside of the database, for the next start. */
  readonly keepsColumns: boolean;
};
export type ParsedOptions =
  | { readonly kind: "options"; readonly options: ServerOptions }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "wrong"; readonly text: string };

const USAGE = `Usage: node apps/dashboard/server/main.ts --db FILE [--port 7460] [--listen 127.0.0.1] [--login]
       [--origin URL]… [--proxy ADDRESS]… [--proxy-user-header NAME]
       [--store ADDRESS [--password-file FILE] [--ca FILE] [--store-boots N]]

  --db FILE         database to show (or HACOTAKI_DB); it may appear later
  --port PORT       0 takes a free one (7460)
  --listen ADDRESS  address to answer on (127.0.0.1); beyond this machine, a login is asked for
  --login           ask for a login on this machine, too
  --origin URL      where a proxy shows it, such as https://boots.example.org; asks for a login
  --proxy ADDRESS   address of a proxy whose X-Forwarded-For is believed; asks for a login
  --proxy-user-header NAME
                    header in which those proxies name the user they have logged in
  --store ADDRESS   show a fleet's boots, such as clickhouse://reader@ch.example.org:8123/hacotaki; --db is
                    then the place of what people keep (notes, users). Password: $HACOTAKI_FLEET_PASSWORD
  --password-file FILE
                    file with the password of the fleet's database
  --ca FILE         certificate of the authority that signed that of the fleet's database
  --store-boots N   hold so many of a fleet's newest boots in memory (2000000)
  --dev             rebuild pages as their source changes, for contributors
`;

const LOOPBACK: ReadonlyMap<string, string> = new Map([
  ["127.0.0.1", "127.0.0.1"],
  ["localhost", "127.0.0.1"],
  ["::1", "::1"],
  ["[::1]", "::1"],
]);

/** Headers that name no user, or whose value something else is made of first. */
const OF_OTHER_USE =
  /^(authorization|connection|content-.*|cookie|expect|forwarded|host|keep-alive|origin|proxy-.*|referer|sec-.*|te|trailer|transfer-encoding|upgrade|via|x-forwarded-(for|host|port|proto|server)|x-hacotaki-.*|x-real-ip)$/;

const isLoopback = (address: string) => address === "127.0.0.1" || address === "::1";

/** The origin that is meant; undefined for what is more or less than one. */
function originIn(text: string): string | undefined {
  const url = URL.parse(text);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href;
  return isOrigin ? url.origin : undefined;
}

const wrong = (text: string): ParsedOptions => ({ kind: "wrong", text: `${text}\n\n${USAGE}` });

function read(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      db: { type: "string" },
      port: { type: "string", default: "7460" },
      listen: { type: "string", default: "127.0.0.1" },
      login: { type: "boolean", default: false },
      origin: { type: "string", multiple: true, default: [] },
      proxy: { type: "string", multiple: true, default: [] },
      "proxy-user-header": { type: "string" },
      store: { type: "string" },
      "password-file": { type: "string" },
      ca: { type: "string" },
      "store-boots": { type: "string" },
      dev: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  }).values;
}

function storeIn(values: ReturnType<typeof read>): { readonly store?: StoreOptions } {
  const { store: address, "password-file": passwordFile, ca, "store-boots": boots } = values;
  if (address === undefined) return {};
  const mostSamples = boots === undefined ? undefined : Number(boots);
  return { store: { address, ...omitUndefined({ passwordFile, ca, mostSamples }) } };
}

export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedOptions {
  let values: ReturnType<typeof read>;
  try {
    values = read(args);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  if (values.help) return { kind: "help", text: USAGE };
  const databasePath = values.db ?? env["HACOTAKI_DB"];
  if (databasePath === undefined || databasePath === "")
    return wrong("Which database? Give --db FILE or set HACOTAKI_DB.");
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port <= 65_535)) return wrong(`--port ${values.port}: not a port between 0 and 65535.`);
  const address = LOOPBACK.get(values.listen) ?? values.listen.replace(/^\[(.*)\]$/, "$1");
  if (isIP(address) === 0)
    return wrong(`--listen ${values.listen}: not an address, such as 127.0.0.1, 192.0.2.7 or 0.0.0.0.`);
  const origins = values.origin.map(originIn);
  if (!origins.every((origin) => origin !== undefined))
    return wrong("--origin: give scheme and name alone, such as https://boots.example.org.");
  const proxies = values.proxy.map(plainAddress);
  if (!proxies.every((proxy) => isIP(proxy) !== 0))
    return wrong("--proxy: give the address of a proxy, such as 127.0.0.1.");
  const userHeader = values["proxy-user-header"]?.toLowerCase();
  if (userHeader !== undefined && (!/^[a-z0-9-]{1,100}$/.test(userHeader) || proxies.length === 0))
    return wrong("--proxy-user-header: give the name of a header, and with --proxy who may send it.");
  if (userHeader !== undefined && OF_OTHER_USE.test(userHeader))
    return wrong(
      `--proxy-user-header ${userHeader}: this header says something else. Take one of its own, such as X-Remote-User.`,
    );
  const isOpen = !isLoopback(address);
  const mostSamples = values["store-boots"];
  if (mostSamples !== undefined && !/^[1-9]\d{0,8}$/.test(mostSamples))
    return wrong(`--store-boots ${mostSamples}: not a number of boots.`);
  return {
    kind: "options",
    options: {
      databasePath,
      ...storeIn(values),
      port,
      address,
      isDevelopment: values.dev,
      isOpen,
      asksLogin: isOpen || values.login || origins.length > 0 || proxies.length > 0,
      origins,
      proxies,
      keepsColumns: env["HACOTAKI_KEEP_COLUMNS"] !== "off",
      ...(userHeader === undefined ? {} : { userHeader }),
    },
  };
}
