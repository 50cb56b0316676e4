import { Agent, request } from "node:http";
import { connect } from "node:net";
import { expect, idOf, test } from "./fixtures.ts";
import type { Dashboard } from "./dashboard.ts";

test.use({ owner: "attack" });

/** Addresses tried; `npm run test:long` tries many more. */
const TRIES = Number(process.env["HACOTAKI_FUZZ"] ?? 500);
const RAW_TRIES = Math.ceil(TRIES / 10);
const AT_ONCE = 8;
/** What a request may be answered with, however strange it is. */
const ANSWERS = new Set([200, 303, 308, 400, 403, 404, 405, 410, 413, 414, 415, 421, 429, 431]);

/** The same attacks in every run: a small linear generator. */
function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T>(all: readonly T[]): T => all[below(all.length)] as T; // `all` is never empty
  return { below, pick };
}

const PATHS = [
  "/",
  "/boots/ID",
  "/boots/",
  "/compare",
  "/containers",
  "/containers/min-true",
  "/live",
  "/collector",
  "/alerts",
  "/pins",
  "/share",
  "/shares",
  "/s/",
  "/metrics",
  "/icon.svg",
  "/api/boots",
  "/api/boots/ID",
  "/api/overview",
  "/api/what-differs",
  "/api/population",
  "/api/percentiles",
  "/api/palette",
  "/api/changes",
  "/api/v1/boots",
  "/api/v1/boots/ID",
  "/api/v1/boots/ID/export/csv",
  "/api/v1/containers",
  "/api/v1/openapi.json",
  "/_next/static/",
  "/_next/data/",
  "/_next/image",
] as const;
const NAMES = [
  "container",
  "host",
  "outcome",
  "q",
  "haco",
  "min",
  "max",
  "from",
  "to",
  "sort",
  "scale",
  "axis",
  "zoom",
  "after",
  "span",
  "collapsed",
  "hide",
  "spans",
  "boots",
  "boot",
  "baseline",
  "candidate",
  "align",
  "threshold",
  "name",
  "show",
  "limit",
  "ids",
  "since",
  "_rsc",
  "__proto__",
  "constructor",
  "toString",
] as const;
const VALUES = [
  "",
  "%00",
  "..%2f..%2f..%2fetc%2fpasswd",
  "../../../../etc/passwd",
  "%2e%2e%2f",
  "__proto__",
  "constructor",
  "%F0%9F%92%A9",
  "%E2%80%AEgpj",
  "%FF%FE",
  "%",
  "-1",
  "0",
  "1e400",
  "NaN",
  "99999999999999999999999999",
  "-9223372036854775809",
  "'%20OR%201=1--",
  "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
  "$%7B7*7%7D",
  "%0d%0aSet-Cookie:x=1",
  "20ms",
  "1.5s",
  "2026-01-01T00:00:00Z",
  "9999-99-99T99:99:99Z",
  "up,failed,nothing",
  "span:pivot-root",
  "span:__proto__",
  "0..1000",
  "-999999999999999999..999999999999999999",
  "phase:CONTAINER_CHROOTED",
  "0123456789abcdef",
  "ID",
  "ID,ID",
  "x".repeat(500),
  "a,".repeat(300),
  "%25".repeat(200),
] as const;

function addressOf({ below, pick }: ReturnType<typeof generator>, id: string): string {
  const tail = below(4) === 0 ? `/${pick(VALUES)}` : "";
  const parameters = Array.from({ length: below(5) }, () => {
    const name = pick(NAMES);
    return `${name}${below(8) === 0 ? "[]" : ""}=${pick(VALUES)}`;
  });
  const query = parameters.length === 0 ? "" : `?${parameters.join("&")}`;
  return `${pick(PATHS)}${tail}${query}`.replaceAll("ID", id);
}

type Answer = { readonly status: number; readonly text: string };
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

function get({ port }: Dashboard, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString("latin1"),
        }),
      );
      response.on("error", reject);
    });
    asked.on("error", reject);
    asked.end();
  });
}

test("no address makes the server fail, hang, or tell of its insides", async ({ dashboard }) => {
  test.setTimeout(300_000 + TRIES * 100);
  const random = generator(7);
  const id = await idOf(dashboard, "slow-hooks");
  const addresses = Array.from({ length: TRIES }, () => addressOf(random, id));
  const wrong: string[] = [];
  let next = 0;
  const worker = async () => {
    for (let address = addresses[next++]; address !== undefined; address = addresses[next++]) {
      const { status, text } = await get(dashboard, address);
      if (!ANSWERS.has(status)) wrong.push(`${status} ${address}`);
      if (/node_modules\/|\n\s+at \S+ \(|SQLITE_|root:x:0/.test(text)) wrong.push(`told ${address}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  expect(wrong).toEqual([]);
  expect(dashboard.errors()).not.toMatch(/"level":(50|60)/);
});

test("bytes that are no request are answered or cut, and others are served on", async ({ dashboard }) => {
  test.setTimeout(300_000 + RAW_TRIES * 100);
  const { below, pick } = generator(11);
  const pieces = [
    "GET / HTTP/1.1\r\n",
    "GET /\0 HTTP/1.1\r\n",
    "POST /api/notes HTTP/1.1\r\n",
    `Host: 127.0.0.1:${dashboard.port}\r\n`,
    `Origin: http://127.0.0.1:${dashboard.port}\r\n`,
    "Content-Length: 5\r\n",
    "Content-Length: -1\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: xchunked\r\n",
    "Connection: Upgrade\r\nUpgrade: websocket\r\n",
    "X: \u00ff\u0000\r\n",
    "\r\n",
    "5\r\nhello\r\n0\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\u0016\u0003\u0001",
  ];
  const one = () =>
    new Promise<string>((resolve) => {
      let answer = "";
      const socket = connect(dashboard.port, "127.0.0.1", () => {
        socket.write(Array.from({ length: 1 + below(7) }, () => pick(pieces)).join(""), "latin1");
        socket.end();
      });
      socket.on("data", (chunk: Buffer) => {
        answer += chunk.toString("latin1");
      });
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(answer));
    });
  for (let n = 0; n < RAW_TRIES; n += AT_ONCE)
    for (const answer of await Promise.all(Array.from({ length: AT_ONCE }, one)))
      for (const [, status = ""] of answer.matchAll(/HTTP\/1\.1 (\d{3})/g))
        expect(Number(status)).toBeLessThan(500);
  expect((await get(dashboard, "/")).status).toBe(200);
});

test("forms with strange fields change nothing and break nothing", async ({ dashboard }) => {
  test.setTimeout(300_000 + RAW_TRIES * 100);
  const { below, pick } = generator(13);
  const id = await idOf(dashboard, "slow-hooks");
  const fields = ["boot", "id", "text", "span", "title", "comment", "expires", "pinned", "remove", ...NAMES];
  for (let n = 0; n < RAW_TRIES; n++) {
    const path = pick(["/api/pins", "/api/notes", "/api/shares", "/api/shares/revoke", "/api/preferences"]);
    const body = Array.from(
      { length: below(6) },
      () => `${pick(fields)}=${pick(VALUES).replaceAll("ID", id)}`,
    ).join("&");
    const answer = await fetch(dashboard.url + path, {
      method: "POST",
      headers: { Origin: dashboard.url, "Content-Type": "application/x-www-form-urlencoded" },
      body,
      redirect: "manual",
    });
    expect(ANSWERS.has(answer.status), `${answer.status} ${path} ${body}`).toBe(true);
    expect(new URL(answer.headers.get("location") ?? "/", dashboard.url).host).toBe(
      `127.0.0.1:${dashboard.port}`,
    );
  }
});

test("no file of this machine is served", async ({ dashboard }) => {
  for (const path of [
    "/_next/static/../../package.json",
    "/_next/static/..%2f..%2fpackage.json",
    "/_next/static/%2e%2e/%2e%2e/server/main.ts",
    "/_next/static/chunks/..%5c..%5c..%5cpackage.json",
    "/_next/static//etc/passwd",
    "/_next/image?url=%2Fetc%2Fpasswd&w=16&q=75",
    "/_next/image?url=http%3A%2F%2F127.0.0.1%3A9%2F&w=16&q=75",
    "/server/main.ts",
    "/.env",
    "/../../../../etc/passwd",
    "/api/v1/boots/..%2f..%2f..%2fetc%2fpasswd",
  ]) {
    const { status, text } = await get(dashboard, path);
    // 308: the framework takes doubled slashes out of an address.
    expect([308, 400, 403, 404], path).toContain(status);
    expect(text, path).not.toMatch(/root:x:|"dependencies"|createServer/);
  }
});

test("nobody is led to another site", async ({ dashboard }) => {
  for (const path of [
    "/.//evil.example",
    "/x/..//evil.example",
    "/boots//evil.example",
    "/boot//evil.example",
    "/container//evil.example",
    "/%2f%2fevil.example",
    "/%5c%5cevil.example",
    "/x/%2e%2e//evil.example/",
    "/containers//evil.example/%2e%2e",
  ]) {
    const { headers } = await fetch(dashboard.url + path, { redirect: "manual" });
    const { host } = new URL(headers.get("location") ?? "/", dashboard.url);
    expect(host, path).toBe(`127.0.0.1:${dashboard.port}`);
  }
});

test("every answer of every kind has the headers that lock it in", async ({ dashboard }) => {
  const id = await idOf(dashboard, "slow-hooks");
  const asked = [
    ...PATHS.map((path) => path.replace("ID", id)),
    `/boots/${id}?span=pivot-root`,
    `/compare?boots=${id},${id}`,
    `/share?boot=${id}`,
    `/s/${"x".repeat(24)}`,
    "/boots/0000000000000000",
    "/nothing/at/all",
    "/api/nothing",
    "/api/v1/nothing",
    ...["events", "csv", "otlp", "perfetto", "markdown"].map(
      (format) => `/api/v1/boots/${id}/export/${format}`,
    ),
  ];
  for (const path of asked) {
    const { headers } = await fetch(dashboard.url + path, { redirect: "manual" });
    // A share needs no script, and may run none.
    expect(headers.get("content-security-policy"), path).toMatch(
      /^\/s\/./.test(path)
        ? /^default-src 'self'; script-src 'none'; style-src 'self'; /
        : /^default-src 'self'; script-src 'self' 'nonce-[\w+/=]{24}'; style-src 'self' 'nonce-[\w+/=]{24}'; /,
    );
    expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("referrer-policy"), path).toMatch(/^(same-origin|no-referrer)$/);
    expect(headers.get("cross-origin-resource-policy"), path).toBe("same-origin");
    expect(headers.get("x-powered-by"), path).toBeNull();
    expect(headers.get("access-control-allow-origin"), path).toBeNull();
  }
});
