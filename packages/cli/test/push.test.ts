import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { createReadStream } from "node:fs";
import { gunzipSync } from "node:zlib";
import { importStream } from "@hacotaki/formats";
import { openNotebook, openStore } from "@hacotaki/store";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { parseEndpoint, type Endpoint } from "../src/push/endpoint.ts";
import { patienceMs } from "../src/push/patience.ts";
import type { Round } from "../src/push/follow.ts";
import { createPusher } from "../src/push/pusher.ts";
import { databaseOf, fixture, hacotaki, newFolder } from "./hacotaki.ts";

type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };
const TAKEN: Answer = { status: 200, body: "{}" };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
}

type Traces = {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly traceId: string }[] }[];
  }[];
};
/** Ids of the boots of a request: each is a trace, whose id are the letters of the boot's. */
const idsOf = (body: string) =>
  (JSON.parse(body) as Traces).resourceSpans.map(({ scopeSpans }) =>
    Buffer.from(scopeSpans[0]?.spans[0]?.traceId ?? "", "hex").toString(),
  );

/** A receiver that answers as it is told, and keeps what it took. */
async function startReceiver(answerTo: (ids: readonly string[], n: number) => Answer = () => TAKEN) {
  const taken: string[] = [];
  const requests: IncomingMessage[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const ids = idsOf(await bodyOf(request));
    const { status, headers = {}, body = "" } = answerTo(ids, requests.push(request) - 1);
    if (status === 200) taken.push(...ids);
    response.writeHead(status, headers).end(body);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, taken, requests };
}

const endpointAt = (url: string, more: Partial<Endpoint> = {}): Endpoint => ({
  url: `${url}/v1/traces`,
  headers: {},
  timeoutMs: 120_000,
  isCompressed: false,
  ...more,
});

/** Long after any boot of the fixtures. */
const NOW = Date.parse("2030-01-01T00:00:00Z");
const FIXTURES = ["web.ndjson", "marks.ndjson", "killed.ndjson"];

function openDatabase() {
  const path = join(newFolder(), "hacotaki.db");
  const store = openStore(path, { mode: "write" });
  const notebook = openNotebook(path);
  closing.push(async () => {
    notebook.close();
    store.close();
  });
  return {
    store,
    notebook,
    async import(name: string) {
      const report = await importStream(createReadStream(fixture(name)), store, { name, now: () => 1n });
      return report.bootIds;
    },
    pusher: (endpoint: Endpoint, more: { now?: () => number; withImported?: boolean } = {}) =>
      createPusher({
        store,
        notebook,
        endpoint,
        withImported: true,
        fromStart: true,
        signal: new AbortController().signal,
        now: () => NOW,
        ...more,
      }),
  };
}
type Pusher = Awaited<ReturnType<typeof createPusher>>;

/** Rounds until there is nothing to do, or the receiver takes nothing. */
async function untilQuiet(pusher: Pusher, isHurried = true): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let n = 0; n < 50; n++) {
    const round = await pusher.round(isHurried);
    rounds.push(round);
    if (round.kind !== "more") return rounds;
  }
  throw new Error("never quiet");
}

test("every boot is sent once, also after a restart", async () => {
  const receiver = await startReceiver();
  const database = openDatabase();
  const ids = (await Promise.all(FIXTURES.map(database.import))).flat();
  await untilQuiet(await database.pusher(endpointAt(receiver.url)));
  expect(receiver.taken.toSorted()).toEqual(ids.toSorted());
  await untilQuiet(await database.pusher(endpointAt(receiver.url)));
  expect(receiver.taken).toHaveLength(ids.length);
});

test("nothing is lost or sent twice, however the receiver fails and the pusher restarts", async () => {
  const refusals = fc.constantFrom(429, 500, 502, 503, 504, 401, 404);
  const step = fc.oneof(
    fc.record({ do: fc.constant("import" as const), name: fc.constantFrom(...FIXTURES) }),
    fc.record({ do: fc.constant("restart" as const) }),
    fc.record({ do: fc.constant("fail" as const), status: refusals }),
    fc.record({ do: fc.constant("mend" as const) }),
    fc.record({ do: fc.constant("round" as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      let answer = TAKEN;
      const receiver = await startReceiver(() => answer);
      const database = openDatabase();
      const ids = new Set<string>();
      let pusher = await database.pusher(endpointAt(receiver.url));
      for (const each of steps)
        switch (each.do) {
          case "import":
            for (const id of await database.import(each.name)) ids.add(id);
            break;
          case "restart":
            pusher = await database.pusher(endpointAt(receiver.url));
            break;
          case "fail":
            answer = { status: each.status };
            break;
          case "mend":
            answer = TAKEN;
            break;
          case "round":
            await pusher.round(true);
        }
      answer = TAKEN;
      await untilQuiet(await database.pusher(endpointAt(receiver.url)));
      expect(receiver.taken.toSorted()).toEqual([...ids].toSorted());
    }),
    { numRuns: 25 },
  );
});

test("a receiver that is not there costs nothing but a wait", async () => {
  const database = openDatabase();
  await database.import("web.ndjson");
  const rounds = await untilQuiet(await database.pusher(endpointAt("http://127.0.0.1:1")));
  expect(rounds.at(-1)).toMatchObject({ kind: "later" });
});

test("a receiver that does not answer is given up on after the time-out", async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => server.close().closeAllConnections());
  const address = server.address() as { port: number };
  const database = openDatabase();
  await database.import("web.ndjson");
  const endpoint = endpointAt(`http://127.0.0.1:${address.port}`, { timeoutMs: 100 });
  expect(await (await database.pusher(endpoint)).round(true)).toEqual({
    kind: "later",
    reason: "no answer within 100 ms",
  });
});

test("what is too large is sent in halves, and a single boot that is too large is given up", async () => {
  const receiver = await startReceiver((ids) => (ids.length > 1 ? { status: 413 } : TAKEN));
  const database = openDatabase();
  const ids = (await Promise.all(FIXTURES.map(database.import))).flat();
  await untilQuiet(await database.pusher(endpointAt(receiver.url)));
  expect(receiver.taken.toSorted()).toEqual(ids.toSorted());
  const never = await startReceiver(() => ({ status: 413 }));
  const rounds = await untilQuiet(await database.pusher(endpointAt(never.url)));
  expect(rounds.at(-1)).toEqual({ kind: "idle" });
});

test("what is refused for good is told and not sent again", async () => {
  const receiver = await startReceiver(() => ({ status: 400, body: "bad data" }));
  const database = openDatabase();
  await database.import("web.ndjson");
  const rounds = await untilQuiet(await database.pusher(endpointAt(receiver.url)));
  expect(rounds[0]).toMatchObject({ kind: "more", note: expect.stringContaining("bad data") as unknown });
  expect(receiver.requests).toHaveLength(1);
});

describe("one boot that is refused takes no other along", () => {
  test.each([400, 413, 422])("with %i it is given up alone, and told", async (status) => {
    const database = openDatabase();
    const ids = (await Promise.all(FIXTURES.map(database.import))).flat();
    const [poison = ""] = ids;
    const receiver = await startReceiver((sent) =>
      sent.includes(poison) ? { status, body: "bad boot" } : TAKEN,
    );
    const rounds = await untilQuiet(await database.pusher(endpointAt(receiver.url)));
    expect(receiver.taken.toSorted()).toEqual(ids.filter((id) => id !== poison).toSorted());
    expect(rounds.filter((round) => round.kind === "more" && round.lost === 1)).toMatchObject([
      { note: expect.stringContaining(poison) as unknown },
    ]);
  });

  test("with 500 it waits behind the others, and is sent once the receiver can", async () => {
    const database = openDatabase();
    const ids = (await Promise.all(FIXTURES.map(database.import))).flat();
    const [poison = ""] = ids;
    let isMended = false;
    const receiver = await startReceiver((sent) =>
      sent.includes(poison) && !isMended ? { status: 500, body: "oops" } : TAKEN,
    );
    const pusher = await database.pusher(endpointAt(receiver.url));
    for (let n = 0; receiver.taken.length < ids.length - 1 && n < 20; n++) await pusher.round(true);
    expect(receiver.taken.toSorted()).toEqual(ids.filter((id) => id !== poison).toSorted());
    expect(await pusher.round(true)).toMatchObject({ kind: "later" });
    expect(pusher.waiting).toBe(1);
    isMended = true;
    await untilQuiet(await database.pusher(endpointAt(receiver.url)));
    expect(receiver.taken.toSorted()).toEqual(ids.toSorted());
  });

  test("after an hour of 500 for it alone it is given up; while none is taken, never", async () => {
    const database = openDatabase();
    const [poison = ""] = await database.import("web.ndjson");
    const receiver = await startReceiver((sent) => (sent.includes(poison) ? { status: 500 } : TAKEN));
    let now = NOW;
    const pusher = await database.pusher(endpointAt(receiver.url), { now: () => now });
    for (let hour = 0; hour < 3; hour++, now += 3_600_000)
      expect((await pusher.round(true)).kind).toBe("later");
    await database.import("marks.ndjson");
    expect(await pusher.round(true)).toMatchObject({ pushed: 1 });
    expect(await pusher.round(true)).toMatchObject({
      lost: 1,
      note: expect.stringContaining(poison) as unknown,
    });
  });
});

test("a web page is no answer of a receiver: nothing is taken for sent", async () => {
  const page = { status: 200, headers: { "Content-Type": "text/html" }, body: "<h1>Log in</h1>" };
  const receiver = await startReceiver(() => page);
  const database = openDatabase();
  await database.import("web.ndjson");
  const rounds = await untilQuiet(await database.pusher(endpointAt(receiver.url)));
  expect(rounds.at(-1)).toMatchObject({ kind: "later", needsChange: true });
});

test("a receiver says when to come back, and what it left out", async () => {
  const answers: Answer[] = [
    { status: 503, headers: { "Retry-After": "7" } },
    { status: 200, body: '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}' },
  ];
  const receiver = await startReceiver((_, n) => answers[n] ?? TAKEN);
  const database = openDatabase();
  await database.import("web.ndjson");
  const pusher = await database.pusher(endpointAt(receiver.url));
  expect(await pusher.round(true)).toMatchObject({ kind: "later", afterMs: 7_000 });
  expect(await pusher.round(true)).toMatchObject({
    note: "3 spans were not taken: too old",
    of: expect.stringMatching(/^boot \w{16}$/) as unknown,
    lost: 1,
  });
});

test("a boot that is up waits for its first listening socket, and one that is over does not wait long", async () => {
  const receiver = await startReceiver();
  const database = openDatabase();
  const [id] = await database.import("web.ndjson");
  const found = id && (await database.store.findBoot(id));
  if (!found) throw new Error("no boot");
  let now = NOW;
  const pusher = await database.pusher(endpointAt(receiver.url), { now: () => now });
  await untilQuiet(pusher, false);
  expect(receiver.taken).toEqual([]);
  now += 2_000;
  await untilQuiet(pusher, false);
  expect(receiver.taken).toEqual([id]);
});

test("boots that were imported are left to whoever collected them, unless they are asked for", async () => {
  const receiver = await startReceiver();
  const database = openDatabase();
  await database.import("web.ndjson");
  await untilQuiet(await database.pusher(endpointAt(receiver.url), { withImported: false }));
  expect(receiver.requests).toHaveLength(0);
});

test("boots without a wall time are not sent", async () => {
  const receiver = await startReceiver();
  const database = openDatabase();
  await database.import("blog-2019.txt");
  await untilQuiet(await database.pusher(endpointAt(receiver.url)));
  expect(receiver.requests).toHaveLength(0);
});

test("headers and compression are as the variables say", async () => {
  const receiver = await startReceiver();
  const database = openDatabase();
  const ids = await database.import("web.ndjson");
  const parsed = parseEndpoint({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20x,x-tenant=a",
    OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
  });
  if (parsed.kind !== "endpoint") throw new Error("no endpoint");
  await untilQuiet(await database.pusher(parsed.endpoint));
  expect(receiver.taken).toEqual(ids);
  expect(receiver.requests[0]).toMatchObject({
    url: "/v1/traces",
    headers: { authorization: "Bearer x", "x-tenant": "a", "content-type": "application/json" },
  });
});

describe("OpenTelemetry's variables", () => {
  const of = (env: Record<string, string>) => parseEndpoint(env);
  test.each([
    [{}, { kind: "none" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, { kind: "none" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://h:4318/" }, { endpoint: { url: "http://h:4318/v1/traces" } }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://h/base" }, { endpoint: { url: "http://h/base/v1/traces" } }],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "http://h", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://t/x" },
      { endpoint: { url: "https://t/x", timeoutMs: 10_000 } },
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "h:4317" }, { kind: "wrong" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://user:secret@h" }, { kind: "wrong" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://h", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, { kind: "wrong" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://h", OTEL_EXPORTER_OTLP_HEADERS: "no" }, { kind: "wrong" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://h", OTEL_EXPORTER_OTLP_HEADERS: "a=%0d%0ab" }, { kind: "wrong" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://h", OTEL_EXPORTER_OTLP_TIMEOUT: "soon" }, { kind: "wrong" }],
  ])("%o", (env, expected) => {
    expect(of(env as Record<string, string>)).toMatchObject(expected);
  });
});

test("failures in a row are waited for ever longer, up to a minute", () => {
  expect([1, 2, 3, 6, 7, 40].map((n) => patienceMs(n, 0))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
  ]);
  expect(patienceMs(1, 1)).toBe(500);
});

test("the command sends what there is and says how much; without an endpoint it is wrong usage", async () => {
  const receiver = await startReceiver();
  const db = await databaseOf("web.ndjson", "marks.ndjson");
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const args = ["push", "--db", db, "--once", "--all", "--imported"];
  const { code, stdout } = await hacotaki(args, { env });
  expect(code).toBe(0);
  expect(stdout).toContain("pushed 2 boots");
  expect(receiver.taken).toHaveLength(2);
  expect((await hacotaki(args)).code).toBe(2);
});

test("--once goes on after an error 500, and fails where boots are refused for good or nothing helps but a change", async () => {
  const db = await databaseOf("web.ndjson", "marks.ndjson");
  const args = ["push", "--db", db, "--once", "--all", "--imported"];
  const pushTo = async (answerTo: (ids: readonly string[], n: number) => Answer) => {
    const receiver = await startReceiver(answerTo);
    const ended = await hacotaki(args, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
    return { ...ended, taken: receiver.taken };
  };
  const passing = await pushTo((_, n) => (n === 0 ? { status: 500 } : TAKEN));
  expect({ code: passing.code, taken: passing.taken.length }).toEqual({ code: 0, taken: 2 });
  const refused = await pushTo((ids) => (ids.includes(passing.taken[0] ?? "") ? { status: 400 } : TAKEN));
  expect({ code: refused.code, taken: refused.taken }).toEqual({ code: 1, taken: [passing.taken[1]] });
  expect(refused.stderr).toContain("1 boot of those");
  const unknown = await pushTo(() => ({ status: 404 }));
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain("2 boots wait in the database");
});
