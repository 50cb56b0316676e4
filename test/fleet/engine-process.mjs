/**
 * ClickHouse's engine in process behind ClickHouse's HTTP interface, as far as a client of ours speaks it: real sockets,
 * TLS, logins and answers, and the engine's own words for what it refuses. Started by `engine.ts`.
 *
 * What is not the engine's here: logins and what a user may (the engine in process knows no users), async_insert (every
 * insert is written at once), clusters.
 */
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdDecompressSync, gunzipSync } from "node:zlib";
import { Session } from "chdb";

const options = JSON.parse(process.argv[2]);
const session = new Session(options.path);
/** Set by messages: what goes wrong with the next inserts. */
let fault = {};
/** One at a time, as much as the engine in process does. */
let queue = Promise.resolve();

const SETTINGS = new Set([
  "date_time_input_format",
  "input_format_skip_unknown_fields",
  "optimize_on_insert",
]);
const INSERT = /^INSERT INTO (\w+\.\w+) \(([^)]*)\) FORMAT (\w+)$/;

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const encoding = request.headers["content-encoding"];
  if (encoding === "zstd") return zstdDecompressSync(bytes);
  return encoding === "gzip" ? gunzipSync(bytes) : bytes;
}

class Refusal extends Error {
  constructor(status, code, type, message) {
    super(`Code: ${code}. DB::Exception: ${message}. (${type})`);
    this.status = status;
    this.code = code;
  }
}

function userOf(request) {
  const [, given = ""] = /^Basic (.*)$/.exec(request.headers.authorization ?? "") ?? [];
  // By either of the two ways that ClickHouse knows.
  const { "x-clickhouse-user": named, "x-clickhouse-key": key } = request.headers;
  const [name, password] =
    named === undefined ? Buffer.from(given, "base64").toString().split(/:(.*)/s) : [named, key];
  const user = options.users[name];
  if (user === undefined || user.password !== password)
    throw new Refusal(
      403,
      516,
      "AUTHENTICATION_FAILED",
      `${name}: Authentication failed: password is incorrect, or there is no user with such name`,
    );
  return { name, ...user };
}

/** As by GRANT INSERT ON db.*, SELECT ON db.schema_version; of who reads, as by GRANT SELECT ON db.*. */
function assertMay(user, statement) {
  if (user.may === "read" && /^SELECT\b/.test(statement)) return;
  if (user.may === "read")
    throw new Refusal(403, 497, "ACCESS_DENIED", `${user.name}: Not enough privileges`);
  if (user.may !== "insert" || INSERT.test(statement) || /schema_version/.test(statement)) return;
  throw new Refusal(403, 497, "ACCESS_DENIED", `${user.name}: Not enough privileges`);
}

/** The engine in process takes what is no text out of files alone. */
async function insertNative(table, columns, values, settings) {
  const file = join(options.path, "insert.native");
  const set = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  writeFileSync(file, values);
  try {
    await session.queryAsync(
      `INSERT INTO ${table} (${columns}) FROM INFILE '${file}' SETTINGS ${set.join(", ")} FORMAT Native`,
    );
  } finally {
    // A file that is written over would be brought to the disk each time.
    rmSync(file);
  }
}

async function insert([, table, columns, format], values, settings) {
  if (values.length === 0) return "";
  if (format === "Native") {
    await insertNative(table, columns, values, settings);
    return "";
  }
  await session.insert({
    table,
    columns: columns.split(", ").map((name) => name.replaceAll("`", "")),
    format,
    values,
    settings,
  });
  return "";
}

const ESCAPED = { t: "\t", n: "\n", r: "\r", "'": "'", "\\": "\\" };
/**
 * A server reads values out of an address as texts with escapes; the engine in process wants them without. It escapes
 * backslashes in arrays, too: of those it reads none, and quotes that are doubled.
 */
const boundAs = (statement, name, value) => [
  name,
  statement.includes(`{${name}:Array(`)
    ? value.replaceAll("\\'", "''")
    : value.replaceAll(/\\([tnr'\\])/g, (_, escaped) => ESCAPED[escaped]),
];

async function answerTo(request) {
  const url = new URL(request.url, "http://engine");
  if (url.pathname === "/ping") return "Ok.\n";
  const body = await bodyOf(request);
  const user = userOf(request);
  const inUrl = url.searchParams.get("query");
  const statement = (inUrl ?? body.toString()).trim();
  assertMay(user, statement);
  const found = INSERT.exec(statement);
  if (found === null) {
    const params = [...url.searchParams].filter(([name]) => name.startsWith("param_"));
    const bound = Object.fromEntries(
      params.map(([name, value]) => boundAs(statement, name.slice("param_".length), value)),
    );
    const result =
      params.length > 0 ? session.queryBindAsync(statement, bound) : session.queryAsync(statement);
    return (await result).bytes();
  }
  if (fault.refuse !== undefined && (fault.refuse.like === undefined || body.includes(fault.refuse.like)))
    throw new Refusal(500, fault.refuse.code, fault.refuse.type, fault.refuse.message);
  if (fault.dies === "before") process.kill(process.pid, "SIGKILL");
  const settings = Object.fromEntries([...url.searchParams].filter(([name]) => SETTINGS.has(name)));
  const result = await insert(found, body, settings);
  if (fault.dies === "after") process.kill(process.pid, "SIGKILL");
  if (fault.holds === true) await new Promise((resolve) => held.push(resolve));
  return result;
}

const held = [];

async function handle(request, response) {
  // Of a large insert only a part has come when the process dies.
  if (fault.dies === "within") return void request.once("data", () => process.kill(process.pid, "SIGKILL"));
  try {
    const work = queue.then(() => answerTo(request));
    queue = work.catch(() => {});
    const bytes = await work;
    response.writeHead(200, { "content-type": "text/plain", "x-clickhouse-summary": "{}" }).end(bytes);
  } catch (error) {
    const [, code = "1002"] = /^Code: (\d+)/.exec(error.message) ?? [];
    response
      .writeHead(error.status ?? 500, { "x-clickhouse-exception-code": String(error.code ?? code) })
      .end(`${error.message} (version 26.7)`);
  }
}

const listener = (request, response) => void handle(request, response);
const server =
  options.tls === undefined
    ? createServer(listener)
    : createSecureServer(
        { key: readFileSync(options.tls.key), cert: readFileSync(options.tls.cert) },
        listener,
      );
server.listen(options.port ?? 0, "127.0.0.1", () => process.send({ port: server.address().port }));

process.on("message", (message) => {
  if (message.close === true) {
    session.close();
    process.exit(0);
  }
  fault = message.fault ?? {};
  if (fault.holds !== true) for (const release of held.splice(0)) release();
  process.send({ ready: true });
});
process.once("disconnect", () => process.exit(0));
