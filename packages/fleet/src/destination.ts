/** Where boots are shipped: a database on a ClickHouse server. */
export type Destination = {
  /** As it is told and kept: without a password. */
  readonly name: string;
  /** Of the server's HTTP interface. */
  readonly url: string;
  readonly user: string;
  readonly database: string;
};
export type ParsedDestination =
  | { readonly kind: "destination"; readonly destination: Destination }
  | { readonly kind: "wrong"; readonly reason: string };

const PORT = { plain: 8_123, encrypted: 8_443 };
const MOST_NAME = 64;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What ClickHouse takes for a database or a cluster without quotes: nothing else gets into a statement's text. */
export const isPlainName = (text: string): boolean => text.length <= MOST_NAME && NAME.test(text);

const wrong = (reason: string): ParsedDestination => ({ kind: "wrong", reason });

function encryptionOf(url: URL): boolean | undefined {
  const params = [...url.searchParams];
  if (params.some(([name]) => name !== "secure")) return undefined;
  const [[, secure] = []] = params;
  if (params.length > 1 || (secure !== undefined && secure !== "true" && secure !== "false"))
    return undefined;
  if (url.protocol === "clickhouses:") return secure === "false" ? undefined : true;
  return secure === "true";
}

/** `clickhouse://USER@HOST:8123/DATABASE`; `clickhouses://`, or `?secure=true`, is TLS. */
export function parseDestination(text: string): ParsedDestination {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "clickhouse:" && url.protocol !== "clickhouses:"))
    return wrong("give an address such as clickhouse://shipper@clickhouse.example.org:8123/hacotaki");
  // A password in an argument shows in the list of processes.
  if (url.password !== "" || url.username.includes(":"))
    return wrong(
      "the address holds a password: give it in HACOTAKI_FLEET_PASSWORD or by --password-file instead",
    );
  if (url.hostname === "") return wrong("the address names no host");
  if (url.hash !== "") return wrong('the address has a "#", which means nothing here');
  const isEncrypted = encryptionOf(url);
  if (isEncrypted === undefined)
    return wrong("the address may end in ?secure=true or ?secure=false; clickhouses:// is always encrypted");
  const database = url.pathname.replace(/^\//, "");
  if (!isPlainName(database))
    return wrong(
      "the address must end in the name of a database: letters, digits and underscores, such as /hacotaki",
    );
  let user: string;
  try {
    user = decodeURIComponent(url.username);
  } catch {
    return wrong("the user in the address is not escaped as addresses are");
  }
  const port = url.port === "" ? (isEncrypted ? PORT.encrypted : PORT.plain) : Number(url.port);
  const place = `${url.hostname}:${port}`;
  const shownUser = user === "" ? "" : `${encodeURIComponent(user)}@`;
  return {
    kind: "destination",
    destination: {
      name: `${isEncrypted ? "clickhouses" : "clickhouse"}://${shownUser}${place}/${database}`,
      url: `${isEncrypted ? "https" : "http"}://${place}`,
      user: user === "" ? "default" : user,
      database,
    },
  };
}
