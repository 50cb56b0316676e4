import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { encodingFor, serveStaticFiles } from "../static-files.ts";

const SCRIPT = "export const answer = 42;\n".repeat(200);

async function served(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "hacotaki-static-"));
  const built = join(root, "static");
  mkdirSync(join(built, "chunks"), { recursive: true });
  writeFileSync(join(built, "chunks", "a~b.js"), SCRIPT);
  writeFileSync(join(built, "chunks", "letters.woff2"), "wOF2");
  writeFileSync(join(root, "secret.js"), "secret");
  const serve = serveStaticFiles(built);
  const server = createServer((request, response) => {
    serve(request, response)
      .then((isServed) => isServed || response.writeHead(404).end())
      .catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(root, { recursive: true });
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/_next/static`;
}

test("a file of the build comes compressed as the browser can read it, for ever", async () => {
  const url = await served();
  for (const encoding of ["br", "gzip", "identity"]) {
    const answer = await fetch(`${url}/chunks/a~b.js`, { headers: { "Accept-Encoding": encoding } });
    expect(answer.headers.get("content-encoding")).toBe(encoding === "identity" ? null : encoding);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("vary")).toBe("Accept-Encoding");
    expect(await answer.text()).toBe(SCRIPT);
    if (encoding !== "identity")
      expect(Number(answer.headers.get("content-length"))).toBeLessThan(SCRIPT.length / 10);
  }
});

test("what is compressed already stays as it is", async () => {
  const answer = await fetch(`${await served()}/chunks/letters.woff2`);
  expect(answer.headers.get("content-encoding")).toBeNull();
  expect(answer.headers.get("content-type")).toBe("font/woff2");
});

test("nothing but files of the build is answered for", async () => {
  const url = await served();
  for (const path of [
    "/../secret.js",
    "/%2e%2e/secret.js",
    "/chunks/..%2f..%2fsecret.js",
    "/chunks/none.js",
    "/chunks",
  ])
    expect((await fetch(url + path)).status).toBe(404);
  expect((await fetch(`${url}/chunks/a~b.js`, { method: "POST" })).status).toBe(404);
});

test("an encoding is used only where it is accepted", () => {
  expect(encodingFor(undefined)).toBe("identity");
  expect(encodingFor("gzip, deflate, br, zstd")).toBe("br");
  expect(encodingFor("gzip, br;q=0")).toBe("gzip");
  expect(encodingFor("br;q=0.0, gzip;q=0.5")).toBe("gzip");
  expect(encodingFor("deflate")).toBe("identity");
});
