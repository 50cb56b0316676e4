import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@hacotaki/store";
import { expect, test } from "vitest";
import { startChild } from "../../../../packages/store/test/child.ts";
import { followDatabase } from "../database.ts";
import { answerUpload } from "../import.ts";

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
