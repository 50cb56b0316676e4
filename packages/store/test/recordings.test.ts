import { expect, test } from "vitest";
import { openStore, type StoreWriter } from "../src/index.ts";
import { RECORDING } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const FILE = { ...RECORDING, kind: "events", path: "boots.ndjson" } as const;

/** So many files, each ended a moment after it began. */
function importFiles(store: StoreWriter, count: number, from: bigint): void {
  for (let n = 0; n < count; n++) {
    const startedAt = from + BigInt(n) * 10n;
    store.endRecording(store.startRecording({ ...FILE, startedAt }), { endedAt: startedAt + 1n });
  }
}

test("collectors are found by their last sign of life, however many files were imported since", async () => {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  const ended = store.startRecording({ ...RECORDING, path: "/ended", startedAt: 1n });
  store.endRecording(ended, { endedAt: 50n });
  const attached = store.startRecording({ ...RECORDING, path: "/attached", startedAt: 2n });
  importFiles(store, 500, 100n);
  store.touchRecording(attached, { seenAt: 10_000n, events: 0n, dropped: 0n });
  expect((await store.liveRecordings(10)).map(({ path }) => path)).toEqual(["/attached", "/ended"]);
  expect((await store.liveRecordings(1)).map(({ path }) => path)).toEqual(["/attached"]);
  expect((await store.recordings(100)).every(({ kind }) => kind === "events")).toBe(true);
  store.close();
});

test("what one file brought is one recording, whatever hosts it is of", async () => {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  const two = ["/usr/bin/haconiwa", "/opt/haconiwa"].map((path) =>
    store.startRecording({ ...RECORDING, path, startedAt: 7n }),
  );
  const parts = [0, 1, 2].map((n) => {
    const id = store.startRecording({ ...FILE, hostId: `host-${n}`, startedAt: 5n });
    store.touchRecording(id, { seenAt: 6n, events: BigInt(10 ** n), dropped: 1n });
    return id;
  });
  const file = async () => (await store.recordings(10)).filter(({ kind }) => kind === "events");
  for (const id of parts.slice(1)) store.endRecording(id, { endedAt: BigInt(id) * 100n });
  expect(await file()).toMatchObject([{ path: FILE.path, events: 111n, dropped: 3n, startedAt: 5n }]);
  expect((await file())[0]?.endedAt).toBeUndefined();
  store.endRecording(parts[0] ?? 0, { endedAt: 9n, note: "first" });
  expect((await file())[0]?.endedAt).toBe(BigInt(parts[2] ?? 0) * 100n);
  // The same file again is another import.
  importFiles(store, 2, 1_000n);
  expect((await store.recordings(10)).map(({ id }) => id)).toEqual([
    ...[2, 1].map((n) => (parts[2] ?? 0) + n),
    ...two.toReversed(),
    parts[2],
  ]);
  expect(await store.recordings(2)).toHaveLength(2);
  store.close();
});
