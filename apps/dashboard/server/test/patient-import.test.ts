import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportMessage } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { expect, test } from "vitest";
import { startChild } from "../../../../packages/store/test/child.ts";
import { until } from "../../../../test/until.ts";
import { followDatabase } from "../database.ts";
import { answerUpload } from "../import.ts";

const lines = (text: string): readonly ImportMessage[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ImportMessage);
const BOOT = readFileSync(join(import.meta.dirname, "../../../../packages/cli/test/fixtures/web.ndjson"));

test("an import of the dashboard waits while another process writes, and others are answered meanwhile", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "hacotaki-")), "hacotaki.db");
  openStore(path, { mode: "write" }).close();
  const database = followDatabase(path, () => 1_000);
  const stopping = new AbortController().signal;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST") void answerUpload({ database, stopping }, { request, response, url });
    else response.end("here");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}/api/import?name=web.ndjson`;
  const holder = startChild("hold", [path]);
  await holder.says("held");
  const importing = fetch(url, { method: "POST", body: BOOT }).then((answer) => answer.text());
  // Each of these gets its turn between two tries.
  for (let n = 0; n < 20; n++) expect(await (await fetch(url)).text()).toBe("here");
  holder.process.kill("SIGKILL");
  const told = (await importing).trimEnd().split("\n");
  expect(JSON.parse(told.at(-1) ?? "")).toMatchObject({ kind: "done", boots: 1 });
  server.close();
  database.close();
});

test("an import waits for the one under way, and says so; whoever hangs up meanwhile holds nobody up", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "hacotaki-")), "hacotaki.db");
  const database = followDatabase(path, () => 1_000);
  const stopping = new AbortController().signal;
  let asked = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    void answerUpload({ database, stopping }, { request, response, url });
    asked += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}/api/import?name=web.ndjson`;
  let finish = () => {};
  const rest = new Promise<void>((resolve) => (finish = resolve));
  const slow = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(BOOT.subarray(0, 500));
      await rest;
      controller.enqueue(BOOT.subarray(500));
      controller.close();
    },
  });
  // Both ways at once, which fetch's types do not know of.
  const streamed: RequestInit & { duplex: "half" } = { method: "POST", body: slow, duplex: "half" };
  const first = fetch(url, streamed).then((answer) => answer.text());
  await until(() => asked === 1, "the first import to begin");
  const hangUp = new AbortController();
  const waiting = await fetch(url, { method: "POST", body: BOOT, signal: hangUp.signal });
  const third = fetch(url, { method: "POST", body: BOOT }).then((answer) => answer.text());
  const { value } = (await waiting.body?.getReader().read()) ?? {};
  const [said] = lines(new TextDecoder().decode(value));
  expect(said).toEqual({ kind: "waiting", for: "import" });
  hangUp.abort();
  finish();
  expect(lines(await first).at(-1)).toMatchObject({ kind: "done", boots: 1 });
  const told = lines(await third);
  expect([told[0], told.at(-1)]).toMatchObject([{ kind: "waiting" }, { kind: "done" }]);
  server.close();
  database.close();
});
