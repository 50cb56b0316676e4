import { once } from "node:events";
import { createServer, request, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { hashPassword, openNotebook, openStore, type Notebook } from "@hacotaki/store";
import { decide } from "../../apps/dashboard/server/access/decide.ts";
import { ANONYMOUS, type Principal } from "../../apps/dashboard/server/access/principal.ts";
import { canonicalPath, findRoute } from "../../apps/dashboard/server/routes/find.ts";
import { ROUTES } from "../../apps/dashboard/server/routes/table.ts";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { importExamples } from "./recorded.ts";
import { violations } from "./violations.ts";

const PASSWORD = "correct horse battery";
const HOUR_NS = 3_600_000_000_000n;
const now = () => BigInt(Date.now()) * 1_000_000n;

let folder: string;
let db: string;
let dashboard: Dashboard;
let boot: { readonly id: string; readonly container: string };
let notebook: Notebook;
/** Which headers each principal sends. */
const credentials = new Map<string, Readonly<Record<string, string>>>();
const PRINCIPALS: Readonly<Record<string, Principal>> = {
  anonymous: ANONYMOUS,
  // Whoever holds a share's link is anonymous elsewhere, wherever they put its token.
  "share-holder": ANONYMOUS,
  viewer: { kind: "user", name: "viewer", role: "viewer" },
  editor: { kind: "user", name: "editor", role: "editor" },
  admin: { kind: "user", name: "admin", role: "admin" },
  "metrics token": { kind: "token", name: "prometheus", scope: "metrics" },
  "read token": { kind: "token", name: "ci", scope: "read" },
};
const roles = ["viewer", "editor", "admin"] as const;
const sessionOf = (name: string) => {
  const token = notebook.openSession(name, now(), now() + HOUR_NS);
  return { token, headers: { cookie: `hacotaki_session=${token}` } };
};

test.beforeAll(async () => {
  folder = temporaryFolder();
  db = join(folder, "hacotaki.db");
  await importExamples(db);
  const store = openStore(db, { mode: "read" });
  const [first] = (await store.listBoots({ filter: {}, sort: "newest", limit: 1 })).boots;
  store.close();
  if (!first) throw new Error("no example boots");
  boot = { id: first.id, container: first.container };
  notebook = openNotebook(db);
  const password = await hashPassword(PASSWORD);
  for (const role of roles) notebook.addUser({ name: role, role, password, madeAt: 1n });
  notebook.addUser({ name: "ada", role: "editor", password, madeAt: 1n });
  for (const role of roles) credentials.set(role, sessionOf(role).headers);
  for (const [name, scope] of [
    ["metrics token", "metrics"],
    ["read token", "read"],
  ] as const) {
    const token = notebook.addApiToken({ name: scope, scope, madeAt: now(), expiresAt: now() + HOUR_NS });
    credentials.set(name, { authorization: `Bearer ${token}` });
  }
  const { token } = notebook.addShare({
    kind: "boot",
    title: "Shared",
    parts: [],
    bootIds: [first.id],
    madeAt: now(),
    snapshot: { kind: "boot" } as never, // never drawn here
  });
  credentials.set("anonymous", {});
  credentials.set("share-holder", {
    cookie: `hacotaki_session=${token}; share=${token}`,
    referer: `http://127.0.0.1/s/${token}`,
  });
  // So that each principal and trick can come from an address of its own.
  dashboard = await startDashboard(db, ["--port", "0", "--login", "--proxy", "127.0.0.1"]);
});
test.afterAll(async () => {
  notebook.close();
  await dashboard.stop();
  removeFolder(folder);
});

const addressOf = (path: string) =>
  path
    .replace("/containers/[name]", `/containers/${encodeURIComponent(boot.container)}`)
    .replace("[id]", boot.id)
    .replace("[format]", "csv")
    .replace("[token]", "nothing")
    .replace("[...]", "chunks/none.js");

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };
/** Sends the path as it is, dots and all, and every header that is given. */
const send = (
  to: Dashboard,
  method: string,
  path: string,
  headers: Readonly<Record<string, string | string[]>> = {},
  body = "",
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { port: to.port, host: "127.0.0.1", path, method, headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

let addresses = 0;
const newAddress = () => `10.1.${(addresses += 1) >> 8}.${addresses & 255}`;
const ask = (method: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
  send(
    dashboard,
    method,
    path,
    {
      "x-forwarded-for": newAddress(),
      ...(method === "POST" ? { origin: dashboard.url } : {}),
      ...headers,
    },
    method === "POST" ? "x" : "",
  );
const isRefused = (status: number) => status === 401 || status === 403;

/** Opens the live connection, and says whether it was let in. */
function listen(headers: Readonly<Record<string, string>>) {
  const url = `${dashboard.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  // Node's own client takes headers, which the type of browsers' does not know.
  const socket = new (WebSocket as unknown as new (url: string, options: object) => WebSocket)(url, {
    headers: { origin: dashboard.url, ...headers },
  });
  const closed = new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
  const joined = new Promise<boolean>((resolve) => {
    socket.addEventListener("error", () => resolve(false));
    socket.addEventListener("open", () => socket.send("40"));
    socket.addEventListener("message", ({ data }) => {
      if (String(data).startsWith("40")) resolve(true);
    });
  });
  return { socket, joined, closed };
}

test("every route answers each principal as the one table says", async () => {
  let asked = 0;
  for (const { method, path: pattern } of ROUTES) {
    if (method === "SOCKET") continue;
    const path = addressOf(pattern);
    for (const [who, principal] of Object.entries(PRINCIPALS)) {
      // Logging out would end the session that is still needed.
      if (pattern === "/api/logout") continue;
      const headers = credentials.get(who) ?? {};
      const expected =
        decide(principal, findRoute(method, canonicalPath(path) ?? "").need).kind === "allowed";
      for (const each of method === "GET" ? ["GET", "HEAD"] : [method]) {
        const answer = await ask(each, path, headers);
        expect(!isRefused(answer.status), `${who}: ${each} ${path} answered ${answer.status}`).toBe(expected);
        asked += 1;
      }
    }
  }
  expect(asked).toBeGreaterThan(300);
});

test("where the database lies on the disk is told to those who may write to it, in the command that does", async () => {
  const command = `npx hacotaki record --db ${db}`;
  for (const role of roles) {
    const { body } = await ask("GET", "/collector", credentials.get(role));
    expect(body.includes(command), role).toBe(role !== "viewer");
  }
});

test("the live connection is for those who may look", async () => {
  for (const [who, principal] of Object.entries(PRINCIPALS)) {
    const { socket, joined } = listen(credentials.get(who) ?? {});
    expect(await joined, who).toBe(
      decide(principal, findRoute("SOCKET", "connection").need).kind === "allowed",
    );
    socket.close();
  }
  const events = ROUTES.filter(({ method }) => method === "SOCKET");
  // Whoever is connected gets every event: no event may need more than the connection.
  for (const { path, need } of events) expect(need, path).toEqual(findRoute("SOCKET", "connection").need);
});

test("no header and no spelling opens what the table keeps shut", async () => {
  const headers: readonly Readonly<Record<string, string>>[] = [
    { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
    { "x-middleware-subrequest": "src/middleware", "x-middleware-rewrite": "/login" },
    { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", forwarded: "for=127.0.0.1" },
    { "x-forwarded-host": "127.0.0.1", "x-forwarded-proto": "https", "x-forwarded-user": "admin" },
    { "x-remote-user": "admin", "remote-user": "admin" },
    { "x-hacotaki-visitor": "admin admin", "x-hacotaki-path": "/login", "x-hacotaki-share": "admitted" },
    { rsc: "1" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    { "next-action": "00", "x-nextjs-data": "1", "x-matched-path": "/login", "x-invoke-path": "/login" },
    { "x-original-url": "/login", "x-rewrite-url": "/login", "x-http-method-override": "POST" },
    { authorization: "Bearer x" },
    { authorization: "Basic YWRtaW46YWRtaW4=" },
    { cookie: "hacotaki_session=" },
    { cookie: "__Host-hacotaki_session=x" },
  ];
  const paths = [
    "/",
    `/boots/${boot.id}`,
    `/%62oots/${boot.id}`,
    `/boots/${boot.id}/`,
    `/boots//${boot.id}`,
    `/boots/${boot.id}.rsc`,
    `/boots/${boot.id}.segments/_tree.segment.rsc`,
    "/index",
    "/index.rsc",
    "/?_rsc=abc",
    "/_next/static/../../",
    "/_next/static/%2e%2e/%2e%2e/live",
    "/_next/static/..%2f..%2flive",
    "/login/../live",
    "/login%2f..%2flive",
    "/login;/live",
    "/s/nothing/../../live",
    "/_next/data/build/index.json",
    "/_next/image?url=%2Ficon.svg&w=64&q=75",
    "/api/boots",
    "/api/%62oots",
    "//api/boots",
    "/api/v1/boots",
    "/api/v1//boots",
    "/metrics/",
  ];
  let tried = 0;
  for (const path of paths)
    for (const each of [{}, ...headers]) {
      const answer = await ask("GET", path, each);
      const said = `${path} with ${JSON.stringify(each)} answered ${answer.status}`;
      expect([308, 400, 401, 404], said).toContain(answer.status);
      expect(answer.body, said).not.toContain(boot.container);
      tried += 1;
    }
  expect(tried).toBe(paths.length * (headers.length + 1));
});

test("a viewer gets to no page of editors by another spelling", async () => {
  const viewer = credentials.get("viewer") ?? {};
  for (const path of [
    "/shares",
    "/%73hares",
    "/shares/",
    "//shares",
    "/shares.rsc",
    "/shares?x",
    "/share%73/",
  ])
    for (const more of [{}, { rsc: "1" }]) {
      const answer = await ask("GET", path, { ...viewer, ...more });
      expect([400, 403, 404], `${path} answered ${answer.status}`).toContain(answer.status);
    }
});

test("a session ends at once when its user, role or password changes", async () => {
  const status = async (headers: Readonly<Record<string, string>>) =>
    (await ask("GET", "/api/boots", headers)).status;
  const { headers } = sessionOf("ada");
  expect(await status(headers)).toBe(200);
  notebook.changeRole("ada", "viewer");
  expect(await status(headers)).toBe(401);
  notebook.changeRole("ada", "editor");
  const expired = notebook.openSession("ada", 0n, now());
  expect(await status({ cookie: `hacotaki_session=${expired}` })).toBe(401);
  const { token, headers: twice } = sessionOf("ada");
  expect(await status({ cookie: `${twice.cookie}; hacotaki_session=${token}` })).toBe(401);
  expect(await status({ ...twice, authorization: "Bearer x" })).toBe(401);
});

test("logging out ends the live connection, and the session for good", async () => {
  const { headers } = sessionOf("ada");
  const { joined, closed } = listen(headers);
  expect(await joined).toBe(true);
  const answer = await ask("POST", "/api/logout", headers);
  expect(answer.headers["set-cookie"]?.[0]).toMatch(/^hacotaki_session=; Max-Age=0;/);
  await closed;
  expect((await ask("GET", "/api/boots", headers)).status).toBe(401);
});

const logIn = async (page: Page, name: string, password = PASSWORD) => {
  await page.locator("input[name=name]").fill(name);
  await page.locator("input[name=password]").fill(password);
  await page.locator("form[action='/api/login'] button").click();
};

test("a link leads through the login to its page, with a cookie that scripts cannot read", async ({
  page,
}) => {
  await page.goto(`${dashboard.url}/boots/${boot.id}?span=exec`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Log in");
  expect(await page.locator("nav").count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await logIn(page, "Ada ");
  await expect(page).toHaveURL(`${dashboard.url}/boots/${boot.id}?span=exec`);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "hacotaki_session");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });

  // A link to a span scrolls to its row once the page's script runs: what is pressed meanwhile moves away.
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await page.locator("summary", { hasText: "ada" }).click();
  await expect(page.getByText("ada, editor")).toBeVisible();
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page).toHaveURL(`${dashboard.url}/login`);
  await page.goto(dashboard.url);
  await expect(page).toHaveURL(`${dashboard.url}/login`);
});

test("the longest password that may be set may be used, a longer form is no login", async () => {
  const password = "箱".repeat(1000);
  notebook.addUser({ name: "eve", role: "viewer", password: await hashPassword(password), madeAt: 1n });
  const login = (given: string) =>
    fetch(`${dashboard.url}/api/login`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: dashboard.url, "x-forwarded-for": newAddress() },
      body: new URLSearchParams({ name: "eve", password: given }),
    });
  expect((await login(password)).headers.get("location")).toBe("/");
  expect((await login("箱".repeat(2000))).status).toBe(413);
  notebook.removeUser("eve");
});

test("another login takes another session, and ends the one before", async () => {
  const before = sessionOf("ada");
  const body = new URLSearchParams({ name: "ada", password: PASSWORD, next: "//evil.example/" });
  const answer = await fetch(`${dashboard.url}/api/login`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: dashboard.url, ...before.headers },
    body,
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
  expect(answer.headers.get("set-cookie")).not.toContain(before.token);
  expect((await ask("GET", "/api/boots", before.headers)).status).toBe(401);
});

test("logging in works without script, in Japanese, and says what was wrong", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "ja-JP" });
  const page = await context.newPage();
  await page.goto(`${dashboard.url}/live`);
  await expect(page).toHaveURL(/\/login\?next=%2Flive/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("ログイン");
  await logIn(page, "ada", "not this one");
  await expect(page.getByRole("alert")).toHaveText("ユーザー名またはパスワードが正しくありません。");
  await logIn(page, "ada");
  await expect(page).toHaveURL(`${dashboard.url}/live`);
  await context.close();
});

test("a link on another site opens for whoever is logged in", async ({ page }) => {
  const { token } = sessionOf("ada");
  await page
    .context()
    .addCookies([{ name: "hacotaki_session", value: token, url: dashboard.url, sameSite: "Strict" }]);
  const here = `${dashboard.url}/boots/${boot.id}?span=exec`;
  // localhost is another site than 127.0.0.1, and answers with a page of its own.
  const elsewhere = createServer((_request, response) =>
    response.setHeader("Content-Type", "text/html").end(`<a href="${here}">look at this boot</a>`),
  ).listen(0, "localhost");
  await once(elsewhere, "listening");
  const { port } = elsewhere.address() as AddressInfo;
  const firsts: number[] = [];
  page.on("response", (answer) => {
    if (answer.url() === here) firsts.push(answer.status());
  });
  await page.goto(`http://localhost:${port}/`);
  await page.getByRole("link").click();
  await expect(page).toHaveURL(here);
  await expect(page.getByText("ada", { exact: true })).toBeVisible();
  expect(firsts).toEqual([401, 200]);
  elsewhere.close();
});

test("a viewer who follows a link of an editor is told so on a page", async ({ page }) => {
  const { token } = sessionOf("viewer");
  await page.context().addCookies([{ name: "hacotaki_session", value: token, url: dashboard.url }]);
  const answer = await page.goto(`${dashboard.url}/shares`);
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not for your account");
  await expect(page.getByText("You are logged in as viewer, viewer.")).toBeVisible();
  await page.getByRole("main").getByRole("link").click();
  await expect(page).toHaveURL(`${dashboard.url}/`);
});

test("viewers are not offered what they may not do", async ({ page }) => {
  const { token } = sessionOf("viewer");
  await page.context().addCookies([{ name: "hacotaki_session", value: token, url: dashboard.url }]);
  await page.goto(`${dashboard.url}/boots/${boot.id}`);
  await expect(page.getByRole("button", { name: "Pin" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Share", exact: true })).toHaveCount(0);
  await expect(page.locator("form[action='/api/notes']")).toHaveCount(0);
});

test("one address may ask 100 times a second, and others go on meanwhile", async () => {
  const limited = await startDashboard(db, ["--port", "0", "--login", "--proxy", "127.0.0.1"]);
  const from = async (address: string) =>
    (await fetch(`${limited.url}/api/boots`, { headers: { "x-forwarded-for": address } })).status;
  // 200 at once and 100 a second are answered: a machine that is busy may need more than one round to ask for more.
  const statuses: number[] = [];
  while (!statuses.includes(429))
    statuses.push(...(await Promise.all(Array.from({ length: 600 }, () => from("192.0.2.1")))));
  expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(200);
  expect(await from("192.0.2.2")).toBe(401);
  await limited.stop();
});

test("one address holds 50 live connections, and others get theirs", async () => {
  const { headers } = sessionOf("ada");
  const from = (address: string) => listen({ ...headers, "x-forwarded-for": address });
  const held = Array.from({ length: 50 }, () => from("192.0.2.1"));
  expect(await Promise.all(held.map(({ joined }) => joined))).not.toContain(false);
  expect(await from("192.0.2.1").joined).toBe(false);
  const other = from("192.0.2.2");
  expect(await other.joined).toBe(true);
  held[0]?.socket.close();
  await held[0]?.closed;
  await expect(async () => expect(await from("192.0.2.1").joined).toBe(true)).toPass();
  for (const { socket } of [...held, other]) socket.close();
});

test("a form that trickles in is cut off", async () => {
  const sent = request({
    port: dashboard.port,
    host: "127.0.0.1",
    path: "/api/login",
    method: "POST",
    headers: { origin: dashboard.url, "content-length": 1000 },
  });
  const trickle = setInterval(() => sent.write("x"), 500);
  await new Promise<void>((resolve) => {
    sent.on("error", () => resolve());
    sent.on("response", () => resolve());
  });
  clearInterval(trickle);
});

/** Shown to a proxy that is trusted to name the user in a header; answers the status of a path. */
async function behindProxy(proxy: string, header: string) {
  const shown = await startDashboard(db, ["--port", "0", "--proxy", proxy, "--proxy-user-header", header]);
  return {
    status: async (path: string, user?: string | string[]) =>
      (await send(shown, "GET", path, user === undefined ? {} : { [header]: user })).status,
    stop: shown.stop,
  };
}

for (const header of [
  "X-Remote-User",
  "X-Forwarded-User",
  "Remote-User",
  "X-Auth-Request-User",
  "X-Now-User",
])
  test(`a proxy that is trusted names the user in ${header}`, async () => {
    const { status, stop } = await behindProxy("127.0.0.1", header);
    expect(await status("/shares", "admin")).toBe(200);
    expect(await status("/shares", "stranger")).toBe(403);
    expect(await status("/api/boots", "stranger")).toBe(200);
    expect(await status("/api/boots", "bad name!")).toBe(401);
    expect(await status("/api/boots", ["admin", "stranger"])).toBe(401);
    expect(await status("/api/boots")).toBe(401);
    await stop();
  });

test("what names a user says nothing where it comes from elsewhere than the proxy that is trusted", async () => {
  const { status, stop } = await behindProxy("192.0.2.9", "X-Remote-User");
  expect(await status("/api/boots", "admin")).toBe(401);
  await stop();
});

test("behind a proxy on a port of its own, the Host as it came is answered, and one without its port is told so", async () => {
  const origin = "http://boots.example.org:7501";
  const shown = await startDashboard(db, ["--port", "0", "--origin", origin, "--proxy", "127.0.0.1"]);
  // What nginx sends with $http_host, and with $host.
  const [whole, cut] = [
    await send(shown, "GET", "/login", { host: "boots.example.org:7501" }),
    await send(shown, "GET", "/login", { host: "boots.example.org" }),
  ];
  expect(whole.status).toBe(200);
  expect(cut.status).toBe(421);
  expect(cut.body).toContain("asked for boots.example.org, without the port 7501");
  await shown.stop();
});

test("behind TLS the cookie is secure and bound to its host", async () => {
  const origin = "https://boots.example.org";
  const shown = await startDashboard(db, ["--port", "0", "--origin", origin]);
  const body = new URLSearchParams({ name: "ada", password: PASSWORD }).toString();
  const answer = await send(shown, "POST", "/api/login", { host: "boots.example.org", origin }, body);
  expect(answer.status).toBe(303);
  expect(answer.headers["set-cookie"]?.[0]).toMatch(
    /^__Host-hacotaki_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
  );
  expect(answer.headers["strict-transport-security"]).toBe("max-age=31536000");
  await shown.stop();
});
