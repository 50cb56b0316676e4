import { join } from "node:path";
import { openStore } from "@hacotaki/store";
import { expect, test } from "vitest";
import { hacotaki, newFolder } from "./hacotaki.ts";

test("doctor checks what a collector is attached to, however many files were imported since", async () => {
  const db = join(newFolder(), "hacotaki.db");
  const store = openStore(db, { mode: "write" });
  const now = BigInt(Date.now()) * 1_000_000n;
  const recording = {
    kind: "live",
    hostId: "h",
    hostName: "h",
    kernelBootId: "k",
    path: "/opt/traced/haconiwa",
    probes: ["bootstrap_phase_pass"],
    hasKernelEvents: true,
    startedAt: now,
  } as const;
  const attached = store.startRecording(recording);
  const ended = store.startRecording({ ...recording, path: "/opt/earlier/haconiwa" });
  store.endRecording(ended, { endedAt: now });
  for (let n = 1; n <= 250; n++) {
    const startedAt = now + BigInt(n);
    store.startRecording({ ...recording, kind: "events", path: `${n}.ndjson`, startedAt });
  }
  // A sign of life that stays fresh for as long as the test may take.
  store.touchRecording(attached, { seenAt: now + 3_600_000_000_000n, events: 0n, dropped: 0n });
  store.close();
  const { stdout } = await hacotaki(["doctor", "--db", db, "--json"]);
  expect(stdout).toContain("/opt/traced/haconiwa");
  expect(stdout).not.toContain("/opt/earlier/haconiwa");
});

test("binaries whose paths end alike are told apart on a narrow terminal", async () => {
  const [one, other] = ["one", "other"].map((name) =>
    join(newFolder(), `${name}-${"x".repeat(40)}/bin/haconiwa`),
  );
  const { stdout } = await hacotaki(["doctor", "--binary", one ?? "", "--binary", other ?? ""]);
  const lines = stdout.split("\n");
  expect(lines.filter((line) => line.endsWith(` ${one}`))).toHaveLength(1);
  expect(lines.filter((line) => line.endsWith(` ${other}`))).toHaveLength(1);
});
