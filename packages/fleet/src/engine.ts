import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { constants, createZstdCompress } from "node:zlib";
import { createClient, type ClickHouseClient, type ClickHouseClientConfigOptions } from "@clickhouse/client";
import type { Destination } from "./destination.ts";

/** How the server is spoken to. Certificates are PEM. */
export type Access = {
  readonly password: string;
  /** Of the authority that signed the server's certificate; undefined: those that Node knows. */
  readonly ca?: Buffer;
  /** ms that a request may take. */
  readonly timeoutMs?: number;
};

/** Rows on their way. */
export type Insert = {
  /** Once the connection took the last of their bytes, or nothing more comes of it: never an error. */
  readonly sent: Promise<void>;
  /** The server has them. */
  readonly taken: Promise<void>;
};

/** A ClickHouse server, as far as it is used here. What it throws is the client's, or Node's. */
export type Engine = {
  /** Of rows that are `compressed`. */
  insert(statement: string, rows: Buffer, signal: AbortSignal): Insert;
  /** Changes of tables: no value ever stands in the text. */
  run(statement: string): Promise<void>;
  rows<Row>(query: string, params?: Readonly<Record<string, unknown>>): Promise<readonly Row[]>;
  close(): Promise<void>;
};

const TIMEOUT_MS = 60_000;
/** Statements may wait for every server of a cluster. */
const LONG_TIMEOUT_S = 300;

const INSERT_SETTINGS = {
  // Of many hosts with few boots each the server makes blocks, and answers once they are written.
  async_insert: 1,
  wait_for_async_insert: 1,
  // Over a cluster's table: answers once the rows are where they belong.
  insert_distributed_sync: 1,
  // A request has hardly a row twice, and readers choose among versions whatever is merged: to look costs a tenth of an insert.
  optimize_on_insert: 0,
  // Columns that a later version of the tables has beside these keep their defaults; a column that is missing is an error.
  input_format_skip_unknown_fields: 0,
  date_time_input_format: "best_effort",
} as const;

/**
 * Rows as they are sent, piece by piece: before their turn has come, for a connection that had to wait for each piece would
 * wait for whatever else its thread does.
 */
export type Packing = {
  /** Resolves once no more than this piece waits to be compressed. */
  add(rows: Uint8Array): Promise<void>;
  /** To be called once. */
  end(): Promise<Buffer>;
};
const QUICKLY = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 1 << 20 };
export function createPacking(): Packing {
  const stream = createZstdCompress(QUICKLY);
  const all = buffer(stream);
  let last = Promise.resolve();
  return {
    async add(rows) {
      await last;
      last = new Promise((resolve, reject) => {
        stream.write(rows, (error) => (error ? reject(error) : resolve()));
      });
    },
    async end() {
      await last;
      stream.end();
      return all;
    },
  };
}
const PIECE = 64 << 10;

/** Rows that are all there. */
export async function compressed(rows: Uint8Array): Promise<Buffer> {
  const packing = createPacking();
  await packing.add(rows);
  return packing.end();
}

/** As a connection asks for them. */
function* inPieces(bytes: Buffer, done: () => void): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
  done();
}

/** Over HTTP; or, in tests and benchmarks, the client's own form of a connection to the engine in process. */
export function openEngine(
  { url, user }: Pick<Destination, "url" | "user">,
  { password, ca, timeoutMs = TIMEOUT_MS }: Access,
  connection?: ClickHouseClientConfigOptions["connection"],
): Engine {
  const client: ClickHouseClient = createClient({
    url,
    username: user,
    password,
    application: "hacotaki",
    request_timeout: timeoutMs,
    max_open_connections: 2,
    // What goes wrong is told by who asked.
    log: { level: 127 },
    ...(ca === undefined ? {} : { tls: { ca_cert: ca } }),
    ...(connection === undefined ? {} : { connection }),
  });
  return {
    insert(statement, rows, signal) {
      const sent = Promise.withResolvers<void>();
      const take = async () => {
        const answer = await client.exec({
          query: statement,
          values: Readable.from(inPieces(rows, sent.resolve), { objectMode: false }),
          http_headers: { "Content-Encoding": "zstd" },
          clickhouse_settings: INSERT_SETTINGS,
          abort_signal: signal,
        });
        for await (const chunk of answer.stream) void chunk;
      };
      const taken = take();
      return { sent: Promise.race([sent.promise, taken.catch(() => undefined)]), taken };
    },
    async run(statement) {
      await client.command({
        query: statement,
        clickhouse_settings: { distributed_ddl_task_timeout: String(LONG_TIMEOUT_S) },
      });
    },
    async rows<Row>(query: string, params: Readonly<Record<string, unknown>> = {}) {
      const found = await client.query({ query, query_params: { ...params }, format: "JSONEachRow" });
      return found.json<Row>();
    },
    close: () => client.close(),
  };
}
