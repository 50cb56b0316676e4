import { connect } from "node:net";
import { expect, test } from "./fixtures.ts";
import type { Dashboard } from "./dashboard.ts";

/** Says a request byte for byte and hears the answer until the server hangs up, or has changed to another protocol. */
function say(port: number, lines: readonly string[], body = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`));
    let answer = "";
    const done = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
      if (/^HTTP\/1\.1 101 [^]*\r\n\r\n/.test(answer)) done();
    });
    socket.on("close", done);
    socket.on("error", reject);
  });
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
const local = ({ port }: Dashboard) => `127.0.0.1:${port}`;
const upgrade = (path: string, host: string, origin?: string) => [
  `GET ${path} HTTP/1.1`,
  `Host: ${host}`,
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ...(origin === undefined ? [] : [`Origin: ${origin}`]),
];
const SOCKET = "/socket.io/?EIO=4&transport=websocket";

test("only its own names are answered", async ({ dashboard }) => {
  const { port } = dashboard;
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`])
    expect(statusOf(await say(port, ["GET / HTTP/1.1", `Host: ${host}`, "Connection: close"])), host).toBe(
      200,
    );
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    "127.0.0.1",
    `127.0.0.1.evil.example:${port}`,
    `0.0.0.0:${port}`,
    `localhost.:${port}`,
    `127.1:${port}`,
    `2130706433:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `x@127.0.0.1:${port}`,
    `127.0.0.1:0${port}`,
  ])
    expect(statusOf(await say(port, ["GET / HTTP/1.1", `Host: ${host}`, "Connection: close"])), host).toBe(
      421,
    );
  expect(statusOf(await say(port, ["GET / HTTP/1.1", "Connection: close"]))).toBe(400);
  const twice = ["GET / HTTP/1.1", `Host: 127.0.0.1:${port}`, "Host: evil.example", "Connection: close"];
  expect([400, 421]).toContain(statusOf(await say(port, twice)));
});

test("request targets that are for proxies are refused", async ({ dashboard }) => {
  for (const target of ["http://127.0.0.1:9/", "//evil.example/", "*", "/\\evil.example", "example.com:80"])
    expect([400, 405], target).toContain(
      statusOf(
        await say(dashboard.port, [
          `GET ${target} HTTP/1.1`,
          `Host: ${local(dashboard)}`,
          "Connection: close",
        ]),
      ),
    );
});

test("sockets open for the dashboard's own pages only", async ({ dashboard }) => {
  const { port } = dashboard;
  const own = `http://${local(dashboard)}`;
  expect(statusOf(await say(port, upgrade(SOCKET, local(dashboard), own)))).toBe(101);
  for (const origin of [
    undefined,
    "null",
    "http://evil.example",
    `http://evil.example:${port}`,
    `https://${local(dashboard)}`,
    `http://localhost:${port}`,
  ])
    expect(statusOf(await say(port, upgrade(SOCKET, local(dashboard), origin))), String(origin)).not.toBe(
      101,
    );
  expect(
    statusOf(await say(port, upgrade(SOCKET, `evil.example:${port}`, `http://evil.example:${port}`))),
  ).not.toBe(101);
  const polling = [
    "GET /socket.io/?EIO=4&transport=polling HTTP/1.1",
    `Host: evil.example:${port}`,
    "Connection: close",
  ];
  expect(statusOf(await say(port, polling))).toBeGreaterThanOrEqual(400);
});

test("every other upgrade is cut, and none leads elsewhere", async ({ dashboard }) => {
  const own = `http://${local(dashboard)}`;
  let reached = 0;
  const { createServer } = await import("node:net");
  const trap = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => void trap.listen(0, "127.0.0.1", resolve));
  const address = trap.address();
  const target = typeof address === "object" && address ? `http://127.0.0.1:${address.port}/` : "";
  for (const path of [target, `${target}socket.io/`, "/", "/_next/hmr", "/boots/x", "//127.0.0.1/"])
    expect(statusOf(await say(dashboard.port, upgrade(path, local(dashboard), own))), path).not.toBe(101);
  expect(reached).toBe(0);
  trap.close();
});

test("whatever is said over a socket, nothing is done, others are served, and no log is filled", async ({
  dashboard,
}) => {
  const errors = dashboard.errors();
  const open = () =>
    new Promise<WebSocket>((resolve, reject) => {
      // Node's own client takes headers, which the type of browsers' does not know.
      const options = { headers: { origin: dashboard.url } } as unknown as string[];
      const socket = new WebSocket(`${dashboard.url.replace("http", "ws")}${SOCKET}`, options);
      socket.addEventListener("open", () => resolve(socket));
      socket.addEventListener("error", () => reject(new Error("refused")));
    });
  const joined = (socket: WebSocket) =>
    new Promise<void>((resolve) => {
      socket.addEventListener("message", ({ data }) => {
        if (String(data).startsWith('42["revision"')) resolve();
      });
      socket.send("40");
    });
  const witness = await open();
  await joined(witness);
  const heard: string[] = [];
  witness.addEventListener("message", ({ data }) => heard.push(String(data)));
  for (const said of [
    "",
    "9",
    "4",
    "40/admin,",
    "40{",
    "42",
    "42[]",
    "42[1]",
    '42["changes",{}]',
    '42["revision","0"]',
    '42["database"]',
    '42["disconnect"]',
    '42["__proto__"]',
    '42["constructor",{"__proto__":{"x":1}}]',
    '42["connection"]',
    '421234567890123456789["changes"]',
    `42["changes",${"[".repeat(2000)}`,
    `42["changes","${"x".repeat(100_000)}"]`,
    '451-["changes",{"_placeholder":true,"num":0}]',
    '4599999999-["changes"]',
    '451-["changes",{"_placeholder":true,"num":-1}]',
    '43["x"]',
    "44",
    "6",
    "1",
    "2probe",
    "5",
    new Uint8Array([0x34, 0xff, 0]),
    new Uint8Array(100_000),
  ]) {
    const socket = await open();
    if (!String(said).startsWith("40")) await joined(socket);
    socket.send(said);
    socket.send('42["changes"]');
    socket.close();
  }
  // What one says is not passed on to others: they hear from the server alone.
  const another = await open();
  await joined(another);
  expect(heard.filter((text) => !/^(2$|42\["(revision|changes)",)/.test(text))).toEqual([]);
  expect(heard.join("")).not.toContain("xxxx");
  another.close();
  witness.close();
  expect(dashboard.errors()).toBe(errors);
});

test("nothing is changed for a foreign page", async ({ dashboard }) => {
  const post = (headers: readonly string[], path = "/api/import/examples") =>
    say(dashboard.port, [
      `POST ${path} HTTP/1.1`,
      `Host: ${local(dashboard)}`,
      "Content-Length: 0",
      "Connection: close",
      ...headers,
    ]);
  const own = `Origin: http://${local(dashboard)}`;
  expect(statusOf(await post([]))).toBe(403);
  for (const origin of [
    "null",
    "http://evil.example",
    `http://${local(dashboard)}/`,
    `HTTP://${local(dashboard)}`,
    `http://${local(dashboard)}.evil.example`,
    `http://user@${local(dashboard)}`,
    `http://${local(dashboard)}, http://evil.example`,
    "",
  ])
    expect(statusOf(await post([`Origin: ${origin}`])), origin).toBe(403);
  expect(statusOf(await post([own, "Origin: http://evil.example"]))).toBe(403);
  expect(statusOf(await post([own, "Sec-Fetch-Site: cross-site"]))).toBe(403);
  expect(statusOf(await post([own], "/"))).toBe(405);
  expect(statusOf(await post([own, "Next-Action: 1234"], "/boots/x"))).toBe(405);
  const remove = ["DELETE /api/boots HTTP/1.1", `Host: ${local(dashboard)}`, own, "Connection: close"];
  expect(statusOf(await say(dashboard.port, remove))).toBe(405);
  const script = [
    "GET /api/boots HTTP/1.1",
    `Host: ${local(dashboard)}`,
    "Sec-Fetch-Site: cross-site",
    "Sec-Fetch-Mode: no-cors",
    "Connection: close",
  ];
  expect(statusOf(await say(dashboard.port, script))).toBe(403);
});

test("the policy of every answer is strict and its nonce new", async ({ dashboard }) => {
  const policies = new Set<string>();
  for (const path of ["/", "/nothing", "/api/boots", "/live"]) {
    const { headers } = await fetch(dashboard.url + path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|data:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("permissions-policy")).toContain("camera=()");
    expect(headers.get("x-powered-by")).toBeNull();
    policies.add(policy);
  }
  expect(policies.size).toBe(4);
});

test("headers that steer the framework mean nothing from outside", async ({ dashboard }) => {
  const plain = await fetch(`${dashboard.url}/collector`);
  const steered = await fetch(`${dashboard.url}/collector`, {
    headers: {
      "x-middleware-subrequest": "proxy:proxy:proxy",
      "x-forwarded-host": "evil.example",
      "x-matched-path": "/",
      "x-invoke-path": "/boots/x",
      "next-resume": "1",
    },
  });
  expect(steered.status).toBe(plain.status);
  expect(await steered.text()).not.toContain("evil.example");
});

test("long addresses, large headers and bodies nobody asked for are refused", async ({ dashboard }) => {
  const get = (path: string, headers: readonly string[] = []) =>
    say(dashboard.port, [
      `GET ${path} HTTP/1.1`,
      `Host: ${local(dashboard)}`,
      "Connection: close",
      ...headers,
    ]);
  expect(statusOf(await get(`/?q=${"x".repeat(5000)}`))).toBe(414);
  expect(statusOf(await get("/", [`X-Big: ${"x".repeat(20_000)}`]))).toBe(431);
  expect(statusOf(await get("/", ["Content-Length: 100"]))).toBe(413);
  expect(statusOf(await get("/", ["Transfer-Encoding: chunked"]))).toBe(413);
});

test("a form is refused by its length before any of it is read, also by who may not send it", async ({
  dashboard,
}) => {
  const post = (path: string, headers: readonly string[], body = "") =>
    say(
      dashboard.port,
      [
        `POST ${path} HTTP/1.1`,
        `Host: ${local(dashboard)}`,
        `Origin: http://${local(dashboard)}`,
        "Connection: close",
        ...headers,
      ],
      body,
    );
  for (const path of ["/api/notes", "/api/login", "/api/logout", "/api/import/examples", "/nothing"]) {
    expect(statusOf(await post(path, ["Content-Length: 1000001"])), path).toBe(413);
    expect(statusOf(await post(path, ["Transfer-Encoding: chunked"], "0\r\n\r\n")), path).toBe(411);
  }
  const tooLong = `theme=dark&x=${"x".repeat(3000)}`;
  const preferences = await post("/api/preferences", [`Content-Length: ${tooLong.length}`], tooLong);
  expect(statusOf(preferences)).toBe(413);
  expect(preferences).not.toContain("Set-Cookie");
});

test("what one end may read as two requests is answered once, or not at all", async ({ dashboard }) => {
  const own = [`Host: ${local(dashboard)}`, `Origin: http://${local(dashboard)}`];
  const hidden = `GET /api/boots HTTP/1.1\r\nHost: ${local(dashboard)}\r\n\r\n`;
  for (const [headers, body] of [
    [["Content-Length: 6", "Transfer-Encoding: chunked"], "0\r\n\r\n"],
    [["Content-Length: 0", "Content-Length: 5"], "hello"],
    [["Content-Length: +5"], "hello"],
    [["Content-Length: 0x5"], "hello"],
    [["Transfer-Encoding: xchunked"], "0\r\n\r\n"],
    [["Transfer-Encoding : chunked"], "0\r\n\r\n"],
    [["Transfer-Encoding:\r\n chunked"], "0\r\n\r\n"],
    [["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"],
    [["Transfer-Encoding: chunked"], "5;x\nhello\n0\n\n"],
  ] as const)
    for (const line of ["POST /api/notes HTTP/1.1", "POST /api/import HTTP/1.1", "GET / HTTP/1.1"]) {
      const answer = await say(dashboard.port, [line, ...own, ...headers], body + hidden);
      const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
      expect(statuses.length, `${line} ${headers.join()}`).toBeLessThanOrEqual(1);
      expect(statuses[0] ?? 400, `${line} ${headers.join()}`).toBeGreaterThanOrEqual(400);
    }
});

test("who hangs up in the middle of a form fills no log", async ({ dashboard }) => {
  const before = dashboard.errors();
  await new Promise<void>((resolve) => {
    const socket = connect(dashboard.port, "127.0.0.1", () => {
      socket.write(
        `POST /api/notes HTTP/1.1\r\nHost: ${local(dashboard)}\r\nOrigin: http://${local(dashboard)}\r\nContent-Length: 100\r\n\r\nboot=`,
        () => socket.destroy(),
      );
    });
    socket.on("close", () => resolve());
  });
  await expect.poll(async () => (await fetch(`${dashboard.url}/api/boots`)).status).toBe(200);
  expect(dashboard.errors()).toBe(before);
});

test("a client that never finishes its request is cut, and others do not wait for it", async ({
  dashboard,
}) => {
  const slow = Array.from({ length: 100 }, () => connect(dashboard.port, "127.0.0.1"));
  for (const socket of slow) {
    socket.on("error", () => undefined);
    socket.resume();
    socket.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  }
  const { status } = await fetch(`${dashboard.url}/api/boots`);
  expect(status).toBe(200);
  expect(slow.filter(({ destroyed }) => destroyed)).toEqual([]);
  await expect.poll(() => slow.filter(({ destroyed }) => !destroyed).length).toBe(0);
});

test("no page of ours tells of its insides when it fails", async ({ dashboard }) => {
  for (const path of ["/boots/%2500", "/api/boots?after=%00", "/?after=!!"]) {
    const text = await (await fetch(dashboard.url + path)).text();
    expect(text).not.toMatch(/node_modules|at \w+ \(|\.ts:\d+/);
  }
});
