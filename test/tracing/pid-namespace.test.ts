import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { sceneOfEach } from "../../packages/collector/test/scene-of-each.ts";
import { canTrace } from "../../packages/collector/test/traced.ts";
import { LAUNCHER } from "../../packages/cli/test/hacotaki.ts";

const at = sceneOfEach();

/** As `docker run` without --pid=host starts it, with a /proc of its own or with the host's. */
function inOwnNamespace(options: readonly string[], args: readonly string[]) {
  const child = spawn("unshare", ["-pf", ...options, "--kill-child", LAUNCHER, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (said += text.toString()));
  return new Promise<{ code: number | null; said: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, said })),
  );
}

describe.skipIf(!canTrace)("in a pid namespace of its own", () => {
  test.each([[["--mount-proc"]], [[]]])(
    "(unshare %j) a collector refuses to start, and says what to do",
    async (options) => {
      const { binary, dbPath } = at();
      const { code, said } = await inOwnNamespace(options, [
        "record",
        "--binary",
        binary,
        "--db",
        dbPath,
        "--duration",
        "5",
      ]);
      expect(said).toMatch(/in a pid namespace of its own \(pid:\[\d+\]\).*--pid=host/);
      expect(code).toBe(1);
    },
  );

  test("doctor says so too", async () => {
    const { binary, dbPath } = at();
    const { code, said } = await inOwnNamespace(
      ["--mount-proc"],
      ["doctor", "--json", "--binary", binary, "--db", dbPath],
    );
    const checks = JSON.parse(said) as {
      name: string;
      state: string;
      found: string;
      advice: string | null;
    }[];
    expect(checks.find(({ name }) => name === "process ids")).toMatchObject({
      state: "fail",
      found: expect.stringContaining("in a pid namespace of its own"),
      advice: expect.stringContaining("--pid=host"),
    });
    expect(code).toBe(1);
  });
});
