import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BootEvent, type Instant, instant } from "@hacotaki/core";
import { readForeignFile, readForeignFolder } from "@hacotaki/native";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bootNow } from "../src/clock.ts";
import { factsAfter } from "../src/facts/facts.ts";
import { boot, bootOf, canTrace, collect, newScene, ROOTFS, until } from "./traced.ts";

const USER = { uid: 65_534, gid: 65_534 };
const OTHER = 65_533;
const SECRET = "root's own";
const MANY_READS = 3_000;

let folder = "";
const children: ChildProcess[] = [];
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hacotaki-foreign-"));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A process of somebody's, with `folder` as its working directory, and its pid. */
async function processOf(owner: { uid: number; gid: number }, program = "sleep", ...args: string[]) {
  const child = spawn(program, args.length > 0 ? args : ["600"], { ...owner, cwd: folder, stdio: "ignore" });
  children.push(child);
  await once(child, "spawn");
  return child.pid ?? Number.NaN;
}
const usersProcess = () => processOf(USER);
const rootsProcess = () => processOf({ uid: 0, gid: 0 });

function file(name: string, text: string, owner = USER.uid, mode = 0o600): string {
  writeFileSync(at(name), text);
  chownSync(at(name), owner, owner);
  chmodSync(at(name), mode);
  return at(name);
}
function link(name: string, to: string, owner = USER.uid): string {
  symlinkSync(to, at(name));
  lchownSync(at(name), owner, owner);
  return at(name);
}
const read = (tgid: number, path: string) => readForeignFile({ tgid }, path, 100)?.toString();

describe.skipIf(!canTrace)("a file that another process names", () => {
  test("is read where that process may read it, from its own root and working directory", async () => {
    const tgid = await usersProcess();
    mkdirSync(at("inner"));
    file("x.haco", "its own");
    file("everybody's", "for all", 0, 0o644);
    expect(read(tgid, at("x.haco"))).toBe("its own");
    expect(read(tgid, "x.haco")).toBe("its own");
    expect(read(tgid, "./inner//../x.haco")).toBe("its own");
    expect(read(tgid, `${"../".repeat(40)}${at("x.haco")}`)).toBe("its own");
    expect(read(tgid, "everybody's")).toBe("for all");
  });

  test("is read no further than asked for", async () => {
    const tgid = await usersProcess();
    file("large", "x".repeat(5_000_000));
    expect(read(tgid, "large")).toBe("x".repeat(100));
  });

  test("is not read where only we may: by its mode, its folder, or the group it is for", async () => {
    const tgid = await usersProcess();
    file("roots", SECRET, 0);
    file("others", SECRET, OTHER, 0o640);
    mkdirSync(at("closed"), { mode: 0o700 });
    file("closed/inside", SECRET, 0, 0o644);
    for (const name of ["roots", "others", "closed/inside", "closed/../roots"])
      expect(read(tgid, name), name).toBeUndefined();
  });

  test("is read by a group the process is a member of, and by root", async () => {
    file("others", "the group's", OTHER, 0o640);
    const member = await processOf(
      { uid: 0, gid: 0 },
      "setpriv",
      `--reuid=${USER.uid}`,
      `--regid=${USER.gid}`,
      `--groups=1,${OTHER}`,
      "sleep",
      "600",
    );
    await until(() => read(member, "others"), "the groups to be set");
    expect(read(member, "others")).toBe("the group's");
    file("mine", "a user's", OTHER);
    expect(read(await rootsProcess(), "mine")).toBe("a user's");
  });

  test("is not read by a root that has let go of its powers over files", async () => {
    file("mine", SECRET, OTHER);
    const tgid = await processOf(
      { uid: 0, gid: 0 },
      "setpriv",
      "--bounding-set=-dac_override,-dac_read_search",
      "sleep",
      "600",
    );
    await until(() => (read(tgid, "mine") === undefined ? true : undefined), "the powers to be gone");
    expect(read(tgid, "mine")).toBeUndefined();
  });

  test("is not read for a process that runs as somebody else by now", async () => {
    file("x.haco", "its own");
    const tgid = await rootsProcess();
    expect(readForeignFile({ tgid, owner: { uid: 0, gid: 0 } }, "x.haco", 100)?.toString()).toBe("its own");
    expect(readForeignFile({ tgid, owner: USER }, "x.haco", 100)).toBeUndefined();
    expect(readForeignFile({ tgid, owner: { uid: 0, gid: 5 } }, "x.haco", 100)).toBeUndefined();
  });

  test("is never a link, whoever made it and wherever it leads", async () => {
    file("x.haco", "its own");
    link("own.haco", "x.haco");
    link("roots.haco", at("x.haco"), 0);
    link("shadow.haco", "/etc/shadow");
    for (const tgid of [await usersProcess(), await rootsProcess()])
      for (const name of ["own.haco", "roots.haco", "shadow.haco"])
        expect(read(tgid, name), name).toBeUndefined();
  });

  test("may lie behind links to folders of the process's own user or root, not of others", async () => {
    mkdirSync(at("real"));
    file("real/x.haco", "its own", USER.uid, 0o644);
    link("by-user", "real");
    link("by-root", folder, 0);
    link("by-other", "real", OTHER);
    link("loop", "loop");
    const tgid = await usersProcess();
    expect(read(tgid, "by-user/x.haco")).toBe("its own");
    expect(read(tgid, "by-root/by-user/x.haco")).toBe("its own");
    expect(read(tgid, "by-other/x.haco")).toBeUndefined();
    expect(read(tgid, "loop/x.haco")).toBeUndefined();
    // A user who owns a folder that root boots from does not send root's collector elsewhere.
    expect(read(await rootsProcess(), "by-user/x.haco")).toBeUndefined();
  });

  test("is a regular file, and what is none is not waited for", async () => {
    execFileSync("mkfifo", ["-m", "666", at("pipe.haco")]);
    execFileSync("mknod", ["-m", "666", at("zero.haco"), "c", "1", "5"]);
    mkdirSync(at("folder.haco"));
    for (const tgid of [await usersProcess(), await rootsProcess()])
      for (const name of ["pipe.haco", "zero.haco", "folder.haco", "absent.haco", "x".repeat(300), "/"])
        expect(read(tgid, name), name).toBeUndefined();
  });

  test("is none that the kernel makes up, nor one reached through /proc", async () => {
    file("x.haco", "its own", USER.uid, 0o644);
    for (const tgid of [await usersProcess(), await rootsProcess()])
      for (const path of ["/proc/1/maps", "/proc/self/environ", "/sys/kernel/uevent_seqnum"])
        expect(read(tgid, path), path).toBeUndefined();
    for (const link of ["root", "cwd", "fd/0"])
      expect(read(await rootsProcess(), `/proc/${process.pid}/${link}${at("x.haco")}`), link).toBeUndefined();
  });

  test("lies below the process's own root, however many steps up its path goes", async () => {
    const tgid = await processOf({ uid: 0, gid: 0 }, "chroot", ROOTFS, "/bin/sleep", "600");
    const { stdout } = await until(() => {
      const stdout = execFileSync("readlink", [`/proc/${tgid}/root`], { encoding: "utf8" }).trim();
      return stdout === ROOTFS ? { stdout } : undefined;
    }, "the new root");
    expect(stdout).toBe(ROOTFS);
    for (const up of ["", "/", "..", "/bin/../..", "/../../../../../../.."])
      expect(read(tgid, `${up}${at("x.haco")}`), up).toBeUndefined();
    expect(read(tgid, "/../bin/payload")?.slice(1, 4)).toBe("ELF");
  });

  test("gives nothing away to whoever swaps it while it is opened", async () => {
    const swap = `
      const fs = require("node:fs");
      const [secret, folder] = process.argv.slice(1);
      fs.mkdirSync("real"); fs.writeFileSync("real/x.haco", "own");
      for (;;) {
        fs.writeFileSync("n", "own"); fs.renameSync("n", "x.haco");
        fs.symlinkSync(secret, "n"); fs.renameSync("n", "x.haco");
        fs.symlinkSync("real", "d.n"); fs.renameSync("d.n", "d");
        fs.symlinkSync(folder, "d.n"); fs.renameSync("d.n", "d");
      }`;
    mkdirSync(at("closed"), { mode: 0o700 });
    const secret = file("closed/x.haco", SECRET, 0, 0o644);
    chownSync(folder, USER.uid, USER.gid);
    const tgid = await processOf(USER, process.execPath, "-e", swap, secret, at("closed"));
    const seen = new Set<string | undefined>();
    await until(() => read(tgid, "x.haco"), "the swapping to begin");
    for (let n = 0; n < MANY_READS; n++) seen.add(read(tgid, "x.haco")).add(read(tgid, "d/x.haco"));
    expect([...seen].filter((text) => text !== undefined && text !== "own" && text !== "")).toEqual([]);
  });
});

describe.skipIf(!canTrace)("pid files", () => {
  const options = { prefix: "haconiwa-", suffix: ".pid", maxBytes: 8 };
  const heads = (tgid: number, changedSince: bigint) =>
    readForeignFolder({ tgid }, folder, { ...options, changedSince });

  test("are looked at where they changed since the process started, newest first, at most sixteen", async () => {
    const tgid = await usersProcess();
    const since = bootNow();
    const seconds = (n: number) => Date.now() / 1000 + n;
    for (let n = 0; n < 40; n++) {
      file(`haconiwa-${n}.pid`, `${n}\0`, 0, 0o644);
      utimesSync(at(`haconiwa-${n}.pid`), seconds(n), seconds(n - 20));
    }
    file("other.pid", "1", 0, 0o644);
    expect(heads(tgid, since).map(({ name, head }) => [name, head.toString()])).toEqual(
      Array.from({ length: 16 }, (_, n) => [`haconiwa-${39 - n}.pid`, `${39 - n}\0`]),
    );
  });

  test("that changed later than the instant in question are passed over", async () => {
    const tgid = await usersProcess();
    const before = bootNow();
    file("haconiwa-own.pid", "7", 0, 0o644);
    const own = bootNow();
    const ownWall = Date.now();
    // A file's time is that of the kernel's last tick.
    await until(() => {
      file("haconiwa-later.pid", "7", 0, 0o644);
      return statSync(at("haconiwa-later.pid")).mtimeMs > ownWall + 1;
    }, "a tick of the kernel");
    const found = readForeignFolder({ tgid }, folder, {
      ...options,
      changedSince: before,
      changedUntil: own,
    });
    expect(found.map(({ name }) => name)).toEqual(["haconiwa-own.pid"]);
  });

  test("a boot is not named by one that was written after it said that it had written its own", () => {
    const startAt = instant(bootNow());
    const said = instant(bootNow());
    const path = `/run/haconiwa-later-${process.pid}.pid`;
    const probe = { kind: "probe", provider: "haconiwa", probe: "bootstrap_phase_pass", seq: 1 } as const;
    const args = [2n, BigInt(process.pid)];
    const nameAt = (at: Instant) =>
      factsAfter({ ...probe, at, startAt, args, tgid: process.pid, nspid: process.pid }).find(
        ({ key }) => key === "pid-file-name",
      )?.value;
    try {
      writeFileSync(path, `${process.pid}\0`);
      expect(nameAt(instant(bootNow()))).toBe(`later-${process.pid}`);
      const later = Date.now() / 1000 + 3_600;
      utimesSync(path, later, later);
      expect(nameAt(said)).toBeUndefined();
    } finally {
      rmSync(path, { force: true });
    }
  });

  test("that are links, pipes or not the process's to read are nobody's", async () => {
    const tgid = await usersProcess();
    link("haconiwa-link.pid", "/etc/passwd");
    execFileSync("mkfifo", ["-m", "666", at("haconiwa-pipe.pid")]);
    file("haconiwa-secret.pid", "1", 0);
    expect(heads(tgid, 0n).map(({ name, head }) => [name, head.length])).toEqual([
      ["haconiwa-secret.pid", 0],
    ]);
  });
});

describe.skipIf(!canTrace)("a collector whose users are hostile", () => {
  let scene: ReturnType<typeof newScene> | undefined;
  afterEach(() => scene?.end());
  const newOpenScene = () => {
    scene = newScene();
    chmodSync(scene.folder, 0o755);
    return scene;
  };
  /** Fires a probe as that user, and lives for long enough to be looked at. */
  const fire = (binary: string, path: string) => {
    const args = ["run", path, "--storm", "40", "--storm-rate", "20"];
    children.push(spawn(binary, args, { ...USER, cwd: folder, stdio: "ignore" }));
  };

  test("keeps the haco file of a user's run, and no file of root's that it names", async () => {
    const { binary, dbPath } = newOpenScene();
    file("own.haco", "name = own\n");
    const secret = file("secret.haco", SECRET, 0);
    link("linked.haco", secret);
    const found = await collect({ binary, dbPath, folder }, async () => {
      for (const name of ["own.haco", "secret.haco", "linked.haco"]) fire(binary, at(name));
      const names = ["own", "secret", "linked"];
      return Promise.all(names.map((name) => bootOf(dbPath, name, ({ exitAt }) => exitAt !== undefined)));
    });
    expect(found.map(({ hacoText }) => hacoText)).toEqual(["name = own\n", undefined, undefined]);
  });

  test("goes on where a haco file is a pipe that nobody writes", async () => {
    const { binary, dbPath } = newOpenScene();
    execFileSync("mkfifo", ["-m", "666", at("pipe.haco")]);
    const found = await collect({ binary, dbPath, folder }, async () => {
      fire(binary, "pipe.haco");
      await boot(binary, "--name", "after");
      return bootOf(dbPath, "after", ({ outcome }) => outcome === "up");
    });
    expect(found.losses).toEqual([]);
  });

  test("names a boot by its own pid file, not by one that was left with the same number", async () => {
    const { binary, dbPath } = newOpenScene();
    const next = Number(execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }));
    const stale = Array.from({ length: 400 }, (_, n) => `/run/haconiwa-aaa-stale-${next + n}.pid`);
    try {
      stale.forEach((path, n) => writeFileSync(path, `${next + n}\0`));
      const found = await collect({ binary, dbPath, folder }, async () => {
        await boot(binary, "--name", "payments", "--delay", "13=1500", "--fail", "13");
        return bootOf(dbPath, "payments", ({ outcome }) => outcome === "failed");
      });
      expect(found.containerSource).toBe("pid-file");
    } finally {
      for (const path of stale) rmSync(path, { force: true });
    }
  });
});

describe("the facts of a launcher", () => {
  const launch = (argv: readonly string[], more: object = {}): BootEvent => ({
    kind: "exec",
    at: instant(5n),
    seq: 1,
    tgid: process.pid,
    file: "/usr/bin/haconiwa",
    argv,
    traced: true,
    ...more,
  });
  const textOf = (event: BootEvent) => factsAfter(event).find(({ key }) => key === "haco-text")?.value;

  test("hold the text of the file that is run, whatever its name, and of no other", () => {
    const web = at("web");
    writeFileSync(web, "its own");
    writeFileSync(at("other.haco"), "another's");
    expect(textOf(launch(["haconiwa", "run", web]))).toBe("its own");
    expect(textOf(launch(["haconiwa", "run", "-D", web, "--", "cat", at("other.haco")]))).toBe("its own");
    expect(textOf(launch(["haconiwa", "run", at("absent"), "--", "cat", at("other.haco")]))).toBeUndefined();
    expect(textOf(launch(["haconiwa", "run", web], { argvTruncated: true }))).toBeUndefined();
  });
});
