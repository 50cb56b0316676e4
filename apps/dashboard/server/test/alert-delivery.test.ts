import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testMessage, utcNow } from "@hacotaki/core";
import { openNotebook, openStore, type DueMessage } from "@hacotaki/store";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { isAllowedAddress, isAllowedHost } from "../alerts/addresses.ts";
import { createDelivery, retryMs } from "../alerts/delivery.ts";
import { send } from "../alerts/send.ts";
import { followNotebook } from "../notebook.ts";

type Got = { readonly headers: IncomingMessage["headers"]; readonly body: string };
type Handler = (response: ServerResponse, request: IncomingMessage) => void;

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** A receiver that answers as the path says, and remembers what it got. */
async function startReceiver() {
  const got: Got[] = [];
  let answers: Handler[] = [];
  const WAYS: Readonly<Record<string, Handler>> = {
    "/ok": (response) => response.writeHead(204).end(),
    "/500": (response) => response.writeHead(500).end("<script>secret</script>"),
    "/gone": (response) => response.writeHead(410).end(),
    "/later": (response) => response.writeHead(429, { "Retry-After": "7" }).end(),
    "/moved": (response) => response.writeHead(307, { Location: "/ok" }).end(),
    "/hangs-up": (response) => response.destroy(),
    "/silent": () => undefined,
    // Its head at once, its body never: the head is all that is waited for.
    "/slow": (response) => void response.writeHead(200, { "Content-Length": "9" }).write("a"),
    "/next": (response, request) => (answers.shift() ?? WAYS["/ok"])?.(response, request),
  };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      WAYS[request.url ?? ""]?.(response, request);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    got,
    answerNext: (...ways: string[]) => {
      answers = ways.map((way) => WAYS[way] as Handler);
    },
  };
}

const SECRET = "a secret of sixteen";
const due = (url: string, body: "whole" | "text" = "whole"): DueMessage => ({
  id: "11111111-2222-3333-4444-555555555555",
  webhook: "ops",
  message: testMessage("https://boots.example.org"),
  queuedAt: utcNow(),
  tries: 0,
  to: { url, secret: SECRET, body },
});
const never = new AbortController().signal;
const NOW_MS = 1_790_000_000_123;

describe("a message that is sent", () => {
  test("is signed over its time and its body, and named so that a second one of it is known", async () => {
    const { url, got } = await startReceiver();
    expect(await send(due(`${url}/ok`), NOW_MS, never)).toEqual({ kind: "sent" });
    const [{ headers, body } = { headers: {} as IncomingMessage["headers"], body: "" }] = got;
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["hacotaki-signature"])) ?? [];
    expect(t).toBe("1790000000");
    expect(v1).toBe(createHmac("sha256", SECRET).update(`${t}.${body}`).digest("hex"));
    expect(headers["hacotaki-delivery"]).toBe("11111111-2222-3333-4444-555555555555");
    expect(headers["hacotaki-event"]).toBe("test");
    expect(headers["content-type"]).toBe("application/json");
    expect(JSON.parse(body)).toMatchObject({ version: 1, kind: "test" });
  });

  test("to a chat is one text", async () => {
    const { url, got } = await startReceiver();
    await send(due(`${url}/ok`, "text"), NOW_MS, never);
    expect(Object.keys(JSON.parse(got[0]?.body ?? "{}") as object)).toEqual(["text"]);
  });

  test.each([
    ["/500", "status 500", {}],
    ["/gone", "status 410", { isLasting: true }],
    ["/later", "status 429", { retryAfterMs: 7_000 }],
    ["/moved", "redirects are not followed", {}],
    ["/hangs-up", "hung up", {}],
  ])("to %s is told as: %s", async (path, words, more) => {
    const { url, got } = await startReceiver();
    const sent = await send(due(url + path), NOW_MS, never);
    expect(sent).toMatchObject({ kind: "failed", problem: expect.stringContaining(words), ...more });
    expect(got).toHaveLength(1);
    // What the receiver says is nobody's business, and its address may be a secret.
    expect(JSON.stringify(sent)).not.toMatch(/secret|127\.0\.0\.1/);
  });

  test("has arrived once the answer's head is there", async () => {
    const { url } = await startReceiver();
    expect(await send(due(`${url}/slow`), NOW_MS, never)).toEqual({ kind: "sent" });
  });

  test("to a receiver that hangs is given up when the dashboard stops", async () => {
    const { url, got } = await startReceiver();
    const stopping = new AbortController();
    const sending = send(due(`${url}/silent`), NOW_MS, stopping.signal);
    await expect.poll(() => got.length).toBe(1);
    stopping.abort(new DOMException("stopped", "AbortError"));
    expect(await sending).toMatchObject({ kind: "failed", problem: expect.stringContaining("stopped") });
  });

  test("to where nothing listens says so", async () => {
    expect(await send(due("http://127.0.0.1:1/"), NOW_MS, never)).toMatchObject({
      problem: expect.stringContaining("refused"),
    });
  });

  test.each([
    "http://169.254.169.254/latest/",
    "http://[fe80::1]/",
    "http://0xA9FEA9FE/",
    "http://[::ffff:a9fe:a9fe]/",
  ])("never goes to %s", async (url) => {
    expect(await send(due(url), NOW_MS, never)).toMatchObject({
      problem: expect.stringContaining("never sent to"),
    });
  });
});

test("what machines tell of themselves is no receiver, in whatever notation; this machine and its network may be", () => {
  for (const address of [
    "169.254.169.254",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "fd00:ec2::254",
    "fe80::1%eth0",
    "nonsense",
  ])
    expect(isAllowedAddress(address), address).toBe(false);
  for (const address of ["127.0.0.1", "10.1.2.3", "192.0.2.7", "::1", "2001:db8::1", "64:ff9b::c000:207"])
    expect(isAllowedAddress(address), address).toBe(true);
  expect(isAllowedHost("[::ffff:a9fe:a9fe]")).toBe(false);
  expect(isAllowedHost("hooks.example.org")).toBe(true);
});

test("waits double up to a quarter of an hour, and chance takes up to half of each", () => {
  expect([1, 2, 3].map((tries) => retryMs(tries, 1))).toEqual([5_000, 10_000, 20_000]);
  expect(retryMs(50, 1)).toBe(900_000);
  expect(retryMs(1, 0)).toBe(2_500);
});

describe("delivery", () => {
  /** A notebook with one message, and whoever delivers it. */
  function prepare(url: string) {
    const path = join(mkdtempSync(join(tmpdir(), "hacotaki-alerts-")), "hacotaki.db");
    openStore(path, { mode: "write" }).close();
    const notebook = openNotebook(path);
    notebook.addWebhook({ name: "ops", url, body: "whole", madeAt: 1n }, SECRET);
    const keeping = followNotebook(path, (error) => {
      throw error;
    });
    const start = () => {
      const events: string[] = [];
      const delivery = createDelivery(
        keeping,
        (event, _of, problem) => events.push(`${event}${problem === undefined ? "" : `: ${problem}`}`),
        (error) => events.push(String(error)),
        20,
      );
      return { events, delivery };
    };
    const queue = () =>
      notebook.queueMessage({ kind: "test", webhook: "ops", message: testMessage(""), now: utcNow() });
    onTestFinished(() => {
      notebook.close();
      keeping.close();
    });
    return { notebook, start, queue };
  }

  test("sends each message once, and goes on after a failure when its time has come", async () => {
    const { url, got, answerNext } = await startReceiver();
    const { notebook, start, queue } = prepare(`${url}/next`);
    answerNext("/500");
    const id = queue() ?? "";
    const first = start();
    await expect.poll(() => notebook.messages(1)[0]?.problem).toContain("status 500");
    const [waiting] = notebook.messages(1);
    expect((waiting?.nextAt ?? 0n) - utcNow()).toBeGreaterThan(0n);
    await first.delivery.close();
    // As after its wait, by another process.
    notebook.messageFailed(id, "status 500", { at: utcNow() });
    const second = start();
    await expect.poll(() => notebook.messages(1)[0]?.sentAt).toBeDefined();
    await second.delivery.close();
    expect(got.map(({ headers }) => headers["hacotaki-delivery"])).toEqual([id, id]);
    expect(notebook.messages(1)[0]).toMatchObject({ tries: 2 });
    expect(second.events).toEqual(["sent"]);
  });

  test("by two dashboards at once brings a message once", async () => {
    const { url, got } = await startReceiver();
    const { notebook, start, queue } = prepare(`${url}/ok`);
    const [one, other] = [start(), start()];
    for (let n = 0; n < 6; n++) queue();
    await expect.poll(() => notebook.messages(10).every(({ sentAt }) => sentAt !== undefined)).toBe(true);
    await Promise.all([one.delivery.close(), other.delivery.close()]);
    const ids = got.map(({ headers }) => headers["hacotaki-delivery"]);
    expect(new Set(ids).size).toBe(6);
    expect(ids).toHaveLength(6);
  });

  test("gives up what the receiver says is gone, and what has no receiver any more", async () => {
    const { url } = await startReceiver();
    const { notebook, start, queue } = prepare(`${url}/gone`);
    queue();
    const { delivery, events } = start();
    await expect.poll(() => notebook.messages(1)[0]?.givenUpAt).toBeDefined();
    notebook.removeWebhook("ops");
    queue();
    await expect.poll(() => notebook.messages(1)[0]?.givenUpAt).toBeDefined();
    await delivery.close();
    expect(events).toEqual(["given-up: it answers with status 410", "given-up: the webhook was removed"]);
  });

  test("a receiver that hangs keeps no other message waiting, and a stop leaves it to the next start", async () => {
    const { url, got, answerNext } = await startReceiver();
    const { notebook, start, queue } = prepare(`${url}/next`);
    answerNext("/silent");
    queue();
    const { delivery } = start();
    await expect.poll(() => got.length).toBe(1);
    queue();
    await expect
      .poll(() => notebook.messages(2).filter(({ sentAt }) => sentAt !== undefined))
      .toHaveLength(1);
    await delivery.close();
    expect(notebook.messages(2).at(-1)).toMatchObject({ problem: expect.stringContaining("stopped") });
    expect(notebook.isMessageDue(utcNow())).toBe(true);
  });
});
