import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashPassword, openNotebook } from "@hacotaki/store";
import { expect, onTestFinished, test, vi } from "vitest";
import { createLogin } from "../access/login.ts";
import { readForm } from "../form.ts";
import { followNotebook } from "../notebook.ts";

const PASSWORD = "correct horse battery";

/** The login over HTTP, for the users viewer and editor; and where a try leads to, by name, password and address. */
async function served() {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-login-"));
  const db = join(folder, "hacotaki.db");
  const notebook = openNotebook(db);
  const password = await hashPassword(PASSWORD);
  for (const role of ["viewer", "editor"] as const)
    notebook.addUser({ name: role, role, password, madeAt: 1n });
  notebook.close();
  const keeping = followNotebook(db, (error) => {
    throw error;
  });
  const { login } = createLogin(keeping);
  const server = createServer((request, response) => {
    const from = { address: String(request.headers["x-from"]), isSecure: false };
    void readForm(request).then((form) => login(form, request, response, from));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
    keeping.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return async (name: string, address: string, given = "wrong password") => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/login`, {
      method: "POST",
      redirect: "manual",
      headers: { "x-from": address },
      body: new URLSearchParams({ name, password: given }),
    });
    return answer.headers.get("location");
  };
}

test("whoever guesses waits, and a name that nobody has looks like a wrong password", async () => {
  // The clock stands still: how long a try takes is not what is judged.
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const attempt = await served();
  for (let time = 0; time < 5; time += 1)
    expect(await attempt(time % 2 === 0 ? "viewer" : "nobody", "192.0.2.1")).toBe("/login?wrong=");
  expect(await attempt("viewer", "192.0.2.1", PASSWORD)).toBe("/login?wait=1");
  // Another address is not to blame, nor another user.
  expect(await attempt("editor", "192.0.2.2", PASSWORD)).toBe("/");
  // A user is guessed at from many addresses.
  for (const address of ["192.0.2.10", "192.0.2.11"])
    expect(await attempt("viewer", address)).toBe("/login?wrong=");
  expect(await attempt("viewer", "192.0.2.20", PASSWORD)).toBe("/login?wait=1");
  vi.setSystemTime(Date.now() + 1_000);
  expect(await attempt("viewer", "192.0.2.20", PASSWORD)).toBe("/");
});
