import { expect, test } from "vitest";
import { createPatience, openStore, openWriter } from "../src/index.ts";
import { startChild } from "./child.ts";
import { temporaryDatabase } from "./folder.ts";

const RECORDING = {
  kind: "events",
  hostId: "h",
  hostName: "h",
  kernelBootId: "",
  path: "p",
  probes: [],
  hasKernelEvents: true,
  startedAt: 1n,
} as const;

test("a write waits for another process, and is done once", async () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  const holder = startChild("hold", [path]);
  await holder.says("held");
  const patience = createPatience({ onWait: () => void holder.process.kill("SIGKILL") });
  expect(await patience(() => store.startRecording(RECORDING))).toBe(1);
  expect(await store.recordings(9)).toHaveLength(1);
  store.close();
});

test("so does opening to write", async () => {
  const path = temporaryDatabase();
  openStore(path, { mode: "write" }).close();
  const holder = startChild("hold", [path]);
  await holder.says("held");
  const patience = createPatience({ onWait: () => void holder.process.kill("SIGKILL") });
  const store = await openWriter(path, patience);
  expect(store.startRecording(RECORDING)).toBe(1);
  store.close();
});

test("it is given up after the stated time, said with it, and not waited for a second time", async () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  const holder = startChild("hold", [path]);
  await holder.says("held");
  const patience = createPatience({ patienceMs: 300 });
  await expect(patience(() => store.startRecording(RECORDING))).rejects.toMatchObject({
    code: "locked",
    message: expect.stringMatching(
      /^cannot start a recording in .*: another process has been writing to it for \d+ s\./,
    ),
  });
  let tries = 0;
  const again = patience(() => {
    tries++;
    return store.startRecording(RECORDING);
  });
  await expect(again).rejects.toMatchObject({ code: "locked" });
  expect(tries).toBe(1);
  holder.process.kill("SIGKILL");
  store.close();
});

test("whoever cancels does not wait any longer", async () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  const holder = startChild("hold", [path]);
  await holder.says("held");
  const abort = new AbortController();
  const patience = createPatience({ signal: abort.signal });
  const waiting = patience(() => {
    abort.abort();
    return store.startRecording(RECORDING);
  });
  await expect(waiting).rejects.toMatchObject({ code: "locked" });
  holder.process.kill("SIGKILL");
  store.close();
});
