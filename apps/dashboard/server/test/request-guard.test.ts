import { expect, test } from "vitest";
import {
  dropInternalHeaders,
  refuse as refuseTaking,
  refuseSocket,
  shorterAddress,
} from "../request-guard.ts";
import { findRoute } from "../routes/find.ts";
import { LONGEST_FORM, ROUTES } from "../routes/table.ts";
import type { IncomingMessage } from "node:http";

const PORT = 7460;
const LOOPBACK = { port: PORT, origins: [], isOpen: false };
type Given = { method?: string; url?: string; headers?: Record<string, string>; rawHeaders?: string[] };
const request = ({ method = "GET", url = "/", headers = {}, rawHeaders }: Given = {}) => {
  const all = { host: `127.0.0.1:${PORT}`, ...headers };
  return { method, url, headers: all, rawHeaders: rawHeaders ?? Object.entries(all).flat(), socket: {} };
};
const refuse = (given: Parameters<typeof refuseTaking>[0], reach: Parameters<typeof refuseTaking>[1]) =>
  refuseTaking(given, reach, findRoute(given.method ?? "", given.url?.split("?", 1)[0] ?? "").takes);
const status = (given: Given) => refuse(request(given), LOOPBACK)?.status;
const origin = `http://127.0.0.1:${PORT}`;

test("a plain page is served", () => {
  expect(status({})).toBeUndefined();
  expect(status({ method: "HEAD", url: "/boots/x?span=y" })).toBeUndefined();
  expect(
    status({ headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" } }),
  ).toBeUndefined();
});

test("only loopback names with this very port are ours", () => {
  for (const host of [`localhost:${PORT}`, `[::1]:${PORT}`, `LocalHost:${PORT}`])
    expect(status({ headers: { host } })).toBeUndefined();
  for (const host of [
    "localhost",
    "localhost:80",
    `evil.example:${PORT}`,
    `localhost.evil.example:${PORT}`,
    `127.0.0.1:${PORT}@evil`,
    "",
  ])
    expect(status({ headers: { host } })).toBe(421);
  expect(status({ rawHeaders: ["Host", `127.0.0.1:${PORT}`, "host", "evil"] })).toBe(421);
});

test("targets that are no path are refused", () => {
  for (const url of ["http://evil/", "//evil/", "*", "/\\evil", "/a\u0000b", "/%zz"])
    expect(status({ url })).toBe(400);
  expect(status({ url: `/${"x".repeat(5000)}` })).toBe(414);
});

test("a change needs this origin's own page", () => {
  const post = (headers: Record<string, string>) => status({ method: "POST", url: "/api/import", headers });
  expect(post({ origin })).toBeUndefined();
  expect(post({ origin, "sec-fetch-site": "same-origin" })).toBeUndefined();
  expect(post({})).toBe(403);
  expect(post({ origin: "null" })).toBe(403);
  expect(post({ origin: `http://localhost:${PORT}` })).toBe(403);
  expect(post({ origin, "sec-fetch-site": "same-site" })).toBe(403);
  for (const method of ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
    expect(status({ method, headers: { origin } })).toBe(405);
});

test("a form says how long it is, and is short; an import is neither", () => {
  const post = (url: string, headers: Record<string, string>) =>
    status({ method: "POST", url, headers: { origin, ...headers } });
  const forms = ROUTES.flatMap(({ path, takes }) =>
    takes.kind === "form" ? [[path, takes.maxBytes] as const] : [],
  );
  expect(forms.length).toBeGreaterThan(7);
  for (const [url, most] of [...forms, ["/api/imports", LONGEST_FORM], ["/", LONGEST_FORM]] as const) {
    expect(post(url, { "content-length": String(most) }), url).toBeUndefined();
    expect(post(url, { "content-length": String(most + 1) }), url).toBe(413);
    expect(post(url, { "transfer-encoding": "chunked" }), url).toBe(411);
  }
  expect(post("/api/import?name=x", { "content-length": "4294967296" })).toBeUndefined();
  expect(post("/api/import", { "transfer-encoding": "chunked" })).toBeUndefined();
  expect(status({ headers: { "content-length": "1" } })).toBe(413);
  expect(status({ method: "HEAD", headers: { "transfer-encoding": "chunked" } })).toBe(413);
});

test("a socket needs host and origin", () => {
  const socket = (headers: Record<string, string>) =>
    refuseSocket(request({ url: "/socket.io/", headers }), LOOPBACK)?.status;
  expect(socket({ origin })).toBeUndefined();
  expect(socket({})).toBe(403);
  expect(socket({ origin: "http://evil.example" })).toBe(403);
  expect(socket({ host: "evil.example", origin: "http://evil.example" })).toBe(421);
});

test("what only a proxy or the framework may say is not passed on", () => {
  const given = request({
    headers: { "x-forwarded-host": "evil", "x-middleware-subrequest": "a", "next-action": "b", accept: "c" },
  });
  dropInternalHeaders(given as unknown as IncomingMessage); // only its headers are looked at
  expect(Object.keys(given.headers)).toEqual(["host", "accept"]);
});

test("beyond loopback it answers to the address of the connection, and to configured names", () => {
  const reach = { port: PORT, origins: ["https://boots.example.org"], isOpen: true };
  const asked = (host: string, localAddress: string) =>
    refuse({ ...request({ headers: { host } }), socket: { localAddress } }, reach)?.status;
  expect(asked(`192.0.2.7:${PORT}`, "::ffff:192.0.2.7")).toBeUndefined();
  expect(asked(`[2001:db8::7]:${PORT}`, "2001:db8::7")).toBeUndefined();
  expect(asked(`192.0.2.8:${PORT}`, "192.0.2.7")).toBe(421);
  expect(asked("boots.example.org", "192.0.2.7")).toBeUndefined();
  expect(asked("evil.example", "192.0.2.7")).toBe(421);
});

test("behind TLS a change needs the page's secure origin", () => {
  const reach = { port: PORT, origins: ["https://boots.example.org"], isOpen: false };
  const post = (origin: string) =>
    refuse(request({ method: "POST", headers: { host: "boots.example.org", origin } }), reach)?.status;
  expect(post("https://boots.example.org")).toBeUndefined();
  expect(post("http://boots.example.org")).toBe(403);
  expect(post(`http://127.0.0.1:${PORT}`)).toBe(403);
});

test("a name is ours however it is written: upper case, the default port said, a dot at its end", () => {
  const origins = ["https://boots.example.org", "http://boots.example.org:7501", "http://[2001:db8::7]:7501"];
  const reach = { port: PORT, origins, isOpen: false };
  const post = (host: string, origin: string) =>
    refuse(request({ method: "POST", headers: { host, origin } }), reach)?.status;
  for (const [host, origin] of [
    ["boots.example.org", "https://boots.example.org"],
    ["BOOTS.Example.ORG", "https://boots.example.org"],
    ["boots.example.org:443", "https://boots.example.org"],
    ["boots.example.org.", "https://boots.example.org."],
    ["boots.example.org:7501", "http://boots.example.org:7501"],
    ["boots.example.org.:7501", "http://boots.example.org.:7501"],
    ["[2001:DB8::7]:7501", "http://[2001:db8::7]:7501"],
    ["[2001:db8:0:0:0:0:0:7]:7501", "http://[2001:db8::7]:7501"],
  ] as const)
    expect(post(host, origin), host).toBeUndefined();
  for (const host of [
    "boots.example.org:80",
    "boots.example.org:7502",
    "boots.example.org..",
    "boots.example.org:",
    "x@boots.example.org",
    "boots.example.org:7501:443",
    "[2001:db8::8]:7501",
    "[2001:db8::7]",
    "[boots.example.org]",
    ":443",
    ".",
  ])
    expect(post(host, "https://boots.example.org"), host).toBe(421);
});

test("who asks for another name is told which, and that its port is missing", () => {
  const reach = {
    port: 7498,
    origins: ["http://boots.example.org:7501", "https://tls.example"],
    isOpen: false,
  };
  const told = (host: string | undefined, given: typeof reach = reach) =>
    refuse(request({ headers: host === undefined ? {} : { host } }), given)?.reason;
  expect(told("boots.example.org")).toMatch(
    /^This dashboard answers to http:\/\/localhost:7498, .*http:\/\/boots\.example\.org:7501, .* only: asked for boots\.example\.org, without the port 7501\. .*\$http_host/,
  );
  expect(told("Boots.Example.org.")).toContain("asked for Boots.Example.org., without the port 7501");
  expect(told("tls.example:8443")).toContain("asked for tls.example:8443, with another port than 443");
  expect(told("localhost:8080")).toContain("asked for localhost:8080, with another port than 7498");
  expect(told("localhost")).toContain("asked for localhost, without the port 7498");
  expect(told("evil.example")).toMatch(/only: asked for evil\.example\.$/);
  expect(told("")).toContain("the Host header is missing or empty");
  expect(told("evil.example", { ...reach, isOpen: true })).toContain(
    "names given with --origin only: asked for evil.example",
  );
  expect(told(`${"x".repeat(5000)}\u202e`)?.length).toBeLessThan(600);
});

test("a container whose name is too long for an address is looked for by its beginning", () => {
  const address = (name: string) => shorterAddress(`/containers/${encodeURIComponent(name)}?from=2026-01-01`);
  expect(address("a".repeat(5000))).toBe(`/?q=${"a".repeat(100)}`);
  expect(address("箱".repeat(500))).toBe(`/?q=${encodeURIComponent("箱".repeat(100))}`);
  expect(address("a".repeat(1000))).toBeUndefined();
  expect(shorterAddress(`/?q=${"a".repeat(5000)}`)).toBeUndefined();
  expect(shorterAddress(`//elsewhere/containers/${"a".repeat(5000)}`)).toBeUndefined();
});
