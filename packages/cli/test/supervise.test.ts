import { fork } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createBackoff } from "../src/supervise/backoff.ts";
import { lineForPerson } from "../src/supervise/child-line.ts";
import { supervise, type ChildNews, type SuperviseOptions } from "../src/supervise/supervise.ts";
import { createTeller } from "../src/supervise/teller.ts";

describe("the wait before another start", () => {
  test("doubles from 1 s to 30 s, and starts over after a minute of health", () => {
    const backoff = createBackoff();
    expect(Array.from({ length: 7 }, () => backoff.next(10))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
    expect([backoff.next(60_000), backoff.next(10)]).toEqual([1_000, 2_000]);
  });
});

describe("a child's line", () => {
  test("a warning of its log is told in words, routine is not", () => {
    expect(lineForPerson('{"level":40,"msg":"slow","err":{"message":"disk"}}')).toBe("slow: disk");
    expect(lineForPerson('{"level":30,"msg":"listening"}')).toBeUndefined();
  });

  test("what would act on the terminal is made visible", () => {
    expect(lineForPerson("a\u001b[31mb")).toBe("a␛[31mb");
  });
});

function told(news: readonly ChildNews[]): string[] {
  const lines: string[] = [];
  const take = (line: string) => lines.push(line);
  const teller = createTeller({ onState: take, onLine: take, onMessage: () => {} });
  for (const each of news) teller(each);
  return lines;
}
const crash: readonly ChildNews[] = [
  "/srv/app.ts:3",
  "throw new Error('no room')",
  "^",
  "Error: no room",
  "    at main (/srv/app.ts:3:7)",
  "",
  "Node.js v26.10.0",
].map((text): ChildNews => ({ kind: "line", stream: "stderr", text }));
const ended: ChildNews = { kind: "ended", how: "exit code 1", restartInMs: 1_000 };

describe("news of a child", () => {
  test("a crash is one line: how it ended, its last words, when it starts again; no stack", () => {
    expect(told([...crash, ended])).toEqual(["ended (exit code 1): Error: no room; starting again in 1 s"]);
  });

  test("the same end over and over is told three times", () => {
    expect(told(Array.from({ length: 9 }, () => [...crash, ended]).flat())).toHaveLength(3);
  });

  test("another reason is told again", () => {
    const other: ChildNews = { ...ended, how: "killed by SIGKILL" };
    expect(told([ended, ended, ended, ended, other])).toHaveLength(4);
  });

  test("last words of several lines are sentences of their own", () => {
    const words = ["hacotaki: the port is taken; stop that process first", "Or choose another."].map(
      (text): ChildNews => ({ kind: "line", stream: "stderr", text }),
    );
    expect(told([...words, { kind: "gave-up", how: "exit code 78" }])).toEqual([
      "off: the port is taken; stop that process first. Or choose another.",
    ]);
  });

  test("an end that starting again cannot heal is told once, with the reason", () => {
    const reason: ChildNews = {
      kind: "line",
      stream: "stderr",
      text: "hacotaki: not permitted: CAP_BPF is missing",
    };
    expect(told([reason, { kind: "gave-up", how: "exit code 78" }])).toEqual([
      "off: not permitted: CAP_BPF is missing",
    ]);
  });

  test("who takes long to be gone after its last words has given up for what they said all the same", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const lines: string[] = [];
    const take = (line: string) => lines.push(line);
    const teller = createTeller({ onState: take, onLine: take, onMessage: () => {} });
    teller({ kind: "line", stream: "stderr", text: "hacotaki: --listen wants an address" });
    vi.advanceTimersByTime(60_000);
    teller({ kind: "gave-up", how: "exit code 2", isWrongUsage: true });
    expect(lines.at(-1)).toBe("off: --listen wants an address");
  });
});

/** A child made of these lines of JavaScript, and what was heard of it. */
function child(code: string, options: SuperviseOptions = {}) {
  const path = join(mkdtempSync(join(tmpdir(), "hacotaki-")), "child.mjs");
  writeFileSync(path, code);
  const news: ChildNews[] = [];
  const waiting: (() => void)[] = [];
  const supervised = supervise(
    () => fork(path, { stdio: ["ignore", "pipe", "pipe", "ipc"] }),
    (each) => {
      news.push(each);
      for (const check of waiting) check();
    },
    options,
  );
  const until = (kind: ChildNews["kind"], times = 1) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (news.filter((each) => each.kind === kind).length >= times) resolve();
      };
      waiting.push(check);
      check();
    });
  return { news, supervised, until };
}

describe("a supervised child", () => {
  test("is started again after it died, with how it died", async () => {
    const { news, supervised, until } = child("process.send('here'); setTimeout(() => process.exit(7), 20);");
    await until("message", 2);
    await supervised.stop(1_000);
    expect(news.find(({ kind }) => kind === "ended")).toEqual({
      kind: "ended",
      how: "exit code 7",
      restartInMs: 1_000,
    });
  });

  test("is not started again when it says that this is of no use", async () => {
    const { news, until } = child("console.error('hacotaki: no'); process.exit(78);");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    await until("gave-up");
    expect(vi.getTimerCount(), "timers for another start").toBe(0);
    expect(news.filter(({ kind }) => kind !== "line")).toEqual([{ kind: "gave-up", how: "exit code 78" }]);
  });

  test.each([
    ["hangs", "process.send({ alive: true }, () => { for (;;); });"],
    ["was stopped", "process.send({ alive: true }, () => process.kill(process.pid, 'SIGSTOP'));"],
  ])("that %s after a sign of life is killed and started again, and this is said", async (_, code) => {
    const { news, supervised, until } = child(code, { silenceMs: 1_000 });
    await until("ended", 2);
    supervised.kill();
    expect(news[0]).toEqual({
      kind: "ended",
      how: "no sign of life for 1 s, so it was killed",
      restartInMs: 1_000,
    });
    expect(told(news.slice(0, 1))[0]).toBe(
      "ended (no sign of life for 1 s, so it was killed); starting again in 1 s",
    );
  });

  test("that gives no sign of life, or goes on giving them, is left alone", async () => {
    const beat = "setInterval(() => process.send({ alive: true }), 200); process.send('beats');";
    const quiet = child("process.send('quiet'); setInterval(() => {}, 1e6);", { silenceMs: 1_000 });
    const lively = child(beat, { silenceMs: 60_000 });
    const hung = child("process.send({ alive: true }, () => { for (;;); });", { silenceMs: 1_000 });
    await hung.until("ended", 2);
    for (const { supervised } of [quiet, lively, hung]) supervised.kill();
    expect(quiet.news).toEqual([{ kind: "message", message: "quiet" }]);
    expect(lively.news).toEqual([{ kind: "message", message: "beats" }]);
  });

  test("that ignores being asked to stop is made to", async () => {
    const { supervised, until } = child(
      "process.on('SIGTERM', () => {}); process.send(1); setInterval(() => {}, 1e6);",
    );
    await until("message");
    await supervised.stop(300);
  });
});
