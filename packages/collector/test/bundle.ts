import { spawn, type ChildProcess } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPrograms } from "../src/targets/find.ts";

/** Debian's busybox-static: all that a root file system needs. */
const BUSYBOX = "/bin/busybox";
const APPLETS = ["sh", "true", "sleep", "nc", "echo"];
const RUNTIMES = ["runc", "crun"] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** The path of a runtime that is installed. */
export function runtimePath(name: RuntimeName): string {
  const path = findPrograms().runtimes.find((each) => each.endsWith(`/${name}`));
  if (path === undefined) throw new Error(`no ${name}: apt-get install ${name}`);
  return path;
}

const NAMESPACES = ["pid", "ipc", "uts", "mount", "network"] as const;
const mount = (destination: string, type: string, ...options: string[]) => ({
  destination,
  type,
  source: type,
  options,
});

export type Hook = { readonly path: string; readonly args?: readonly string[] };
export type BundleOptions = {
  readonly args?: readonly string[];
  readonly hooks?: Readonly<Record<string, readonly Hook[]>>;
  readonly mounts?: readonly object[];
  readonly namespaces?: readonly { readonly type: string }[];
  /** Beside what stands here. */
  readonly linux?: object;
  readonly annotations?: Readonly<Record<string, string>>;
};

/** As `runc spec` writes it, without a terminal and without limits. */
const configOf = ({
  args = ["/bin/true"],
  hooks,
  mounts = [],
  namespaces,
  linux,
  annotations,
}: BundleOptions) => ({
  ociVersion: "1.0.2",
  process: {
    user: { uid: 0, gid: 0 },
    args,
    env: ["PATH=/bin"],
    cwd: "/",
    capabilities: { bounding: ["CAP_KILL"], effective: ["CAP_KILL"], permitted: ["CAP_KILL"] },
    noNewPrivileges: true,
  },
  root: { path: "rootfs", readonly: false },
  hostname: "box",
  mounts: [
    mount("/proc", "proc"),
    mount("/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
    ...mounts,
  ],
  ...(hooks === undefined ? {} : { hooks }),
  ...(annotations === undefined ? {} : { annotations }),
  linux: {
    namespaces: namespaces ?? NAMESPACES.map((type) => ({ type })),
    maskedPaths: ["/proc/kcore"],
    readonlyPaths: ["/proc/sys"],
    ...linux,
  },
});

/** A folder with a root file system and its configuration; `end` removes it. */
export function newBundle(options: BundleOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-oci-"));
  const bin = join(folder, "rootfs", "bin");
  mkdirSync(bin, { recursive: true });
  for (const name of ["proc", "dev", "tmp"]) mkdirSync(join(folder, "rootfs", name));
  copyFileSync(BUSYBOX, join(bin, "busybox"));
  for (const applet of APPLETS) symlinkSync("busybox", join(bin, applet));
  const configure = (more: BundleOptions) =>
    writeFileSync(join(folder, "config.json"), JSON.stringify(configOf({ ...options, ...more })));
  configure({});
  return { folder, configure, end: () => rmSync(folder, { recursive: true, force: true }) };
}
export type Bundle = ReturnType<typeof newBundle>;

/**
 * crun refuses a machine that has both generations of control groups: it is run where the second one is hidden.
 * The shell's own exec of it is the runtime's.
 */
const needsHiding = (program: string) => readFileSync(program).includes("libcrun");
const HIDE = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"';
export const commandOf = (program: string, ...args: string[]): [string, string[]] =>
  needsHiding(program) ? ["unshare", ["-m", "sh", "-c", HIDE, "sh", program, ...args]] : [program, args];

/**
 * Runs a runtime to its own end, in a bundle: its exit code, and what it said by then. A container that it leaves behind
 * goes on to hold what it was given to speak to.
 */
export function runtime(
  bundle: Bundle,
  program: string,
  ...args: string[]
): Promise<{ code: number; said: string }> {
  const [command, all] = commandOf(program, ...args);
  const child = spawn(command, all, { cwd: bundle.folder, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (said += text.toString()));
  const isLeft = args.includes("create");
  return new Promise((resolve) => {
    child.on(isLeft ? "exit" : "close", (code: number | null) => {
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      resolve({ code: code ?? -1, said });
    });
  });
}

export function startRuntime(bundle: Bundle, program: string, ...args: string[]): ChildProcess {
  const [command, all] = commandOf(program, ...args);
  return spawn(command, all, { cwd: bundle.folder, stdio: "ignore" });
}
