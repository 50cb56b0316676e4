import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { canTrace, newScene, until } from "../../packages/collector/test/traced.ts";
import { LAUNCHER } from "../../packages/cli/test/hacotaki.ts";

/** systemd's end of the socket, in Perl, as Node has no datagrams of that kind: prints each word it is told. */
const LISTEN = `
  use Socket; $| = 1;
  my $s; socket($s, PF_UNIX, SOCK_DGRAM, 0) or die $!;
  bind($s, sockaddr_un($ARGV[0])) or die $!;
  print "listening\\n";
  while (defined recv($s, my $word, 4096, 0)) { print "$word\\n" }`;

const children: ChildProcess[] = [];
let folder = "";
let scene: ReturnType<typeof newScene> | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hacotaki-notify-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  scene?.end();
  rmSync(folder, { recursive: true, force: true });
});

async function serviceManager(path: string): Promise<() => string[]> {
  const child = spawn("perl", ["-e", LISTEN, path], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let heard = "";
  child.stdout.on("data", (chunk: Buffer) => {
    heard += chunk.toString();
  });
  const words = () => heard.trim().split("\n");
  await until(() => words().includes("listening"), "the socket");
  return () => words().slice(1);
}

describe.skipIf(!canTrace)("a collector that systemd started", () => {
  test("says that it is ready once it collects, and from then on that it is alive", async () => {
    scene = newScene();
    const socket = join(folder, "notify");
    const heard = await serviceManager(socket);
    const collector = spawn(LAUNCHER, ["record", "--db", scene.dbPath, "--binary", scene.binary], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: "600000" },
    });
    children.push(collector);
    await until(() => heard().length >= 4, "signs of life");
    expect(heard().slice(0, 4)).toEqual(["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"]);
  });

  test("gives no sign of life that another process is asked for", async () => {
    scene = newScene();
    const socket = join(folder, "notify");
    const heard = await serviceManager(socket);
    const collector = spawn(
      LAUNCHER,
      ["record", "--db", scene.dbPath, "--binary", scene.binary, "--duration", "2"],
      {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: "300000", WATCHDOG_PID: "1" },
      },
    );
    children.push(collector);
    await until(() => collector.exitCode !== null, "the end of the collector");
    expect(heard()).toEqual(["READY=1"]);
  });
});
