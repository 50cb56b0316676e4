import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  copyFileSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../until.ts";
import { openPlace, removeCgroups, stop, type Place } from "./place.ts";

/** Nothing can be pulled here: the image is one program. */
export const IMAGE = "hacotaki-box:local";
const APPLETS = ["sh", "true", "false", "sleep", "nc", "echo"];
/** Debian's, whatever else is on PATH. */
const DOCKER = "/usr/bin/docker";

export type Said = { readonly code: number; readonly out: string; readonly err: string };
export type Engine = (...args: readonly string[]) => Promise<Said>;
export type Engines = {
  readonly place: Place;
  /** Everything that the engines keep lies in it. */
  readonly folder: string;
  /** Control groups of all their containers lie below it. */
  readonly cgroup: string;
  readonly docker: Engine;
  readonly podman: Engine;
  readonly ctr: Engine;
  /** Stops the daemons and takes away what they made. */
  readonly end: () => Promise<void>;
};

/** The output of a program that is to succeed. */
export async function said(result: Promise<Said>): Promise<string> {
  const { code, out, err } = await result;
  if (code !== 0) throw new Error(`exit ${code}: ${out}${err}`);
  return out.trim();
}

/** Options of `podman run` that a machine with small limits for root asks for. */
export const podmanLimits = ({ cgroup }: Pick<Engines, "cgroup">): readonly string[] => [
  ...["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"],
  ...["--cgroup-parent", `/${cgroup}`],
];

const runIn =
  (place: Place, env: NodeJS.ProcessEnv, program: string, before: readonly string[]): Engine =>
  (...args) =>
    new Promise((resolve) => {
      const [command, all] = place.within(program, ...before, ...args);
      execFile(command, all, { env: { ...process.env, ...env } }, (error, out, err) => {
        resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err });
      });
    });

function startDaemon(place: Place, log: string, program: string, ...args: readonly string[]): ChildProcess {
  const [command, all] = place.within(program, ...args);
  const child = spawn(command, all, { stdio: ["ignore", "pipe", "pipe"] });
  const file = createWriteStream(log);
  for (const stream of [child.stdout, child.stderr]) stream.pipe(file, { end: false });
  child.on("exit", () => file.end());
  return child;
}

/** Waits until a daemon answers; what it said, where it ended instead. */
const answers = (daemon: ChildProcess, log: string, ask: () => Promise<Said>) =>
  until(
    async () => {
      if (daemon.exitCode !== null) throw new Error(readFileSync(log, "utf8"));
      return (await ask()).code === 0;
    },
    `an answer of ${daemon.spawnargs.join(" ")}`,
  );

/** A root file system of busybox-static as a tar. */
function makeImage(folder: string): string {
  const root = join(folder, "root");
  mkdirSync(join(root, "bin"), { recursive: true });
  for (const name of ["proc", "dev", "tmp", "etc", "sys"]) mkdirSync(join(root, name));
  copyFileSync("/bin/busybox", join(root, "bin/busybox"));
  for (const applet of APPLETS) symlinkSync("busybox", join(root, "bin", applet));
  const tar = join(folder, "image.tar");
  execFileSync("tar", ["-C", root, "-cf", tar, "."]);
  return tar;
}

/** containerd, dockerd and Podman of a folder of their own, with one image. */
// oxlint-disable-next-line eslint/max-lines-per-function -- command lines
export async function startEngines(): Promise<Engines> {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-engines-"));
  const cgroup = `hacotaki-engines-${process.pid}`;
  const place = await openPlace();
  const at = (name: string) => join(folder, name);
  const [containerdAt, dockerAt] = [at("containerd.sock"), at("docker.sock")];
  const env = { HOME: folder };
  const docker = runIn(place, env, existsSync(DOCKER) ? DOCKER : "docker", ["--host", `unix://${dockerAt}`]);
  const ctr = runIn(place, env, "ctr", ["--address", containerdAt]);
  const podman = runIn(place, env, "podman", [
    ...["--root", at("podman/storage"), "--runroot", at("podman/run"), "--tmpdir", at("podman/tmp")],
    ...["--cgroup-manager", "cgroupfs", "--events-backend", "file", "--storage-driver", "overlay"],
    ...["--network-config-dir", at("podman/networks")],
  ]);
  const daemons: ChildProcess[] = [];
  const start = async (name: string, ask: () => Promise<Said>, program: string, ...args: string[]) => {
    const daemon = startDaemon(place, at(`${name}.log`), program, ...args);
    daemons.push(daemon);
    await answers(daemon, at(`${name}.log`), ask);
  };
  const end = async () => {
    for (const daemon of daemons.toReversed()) await stop(daemon);
    await until(() => place.inhabitants().length === 0, "the engines' processes to be gone");
    await place.end();
    await removeCgroups(cgroup);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    mkdirSync(at("podman/networks"), { recursive: true });
    writeFileSync(
      at("containerd.toml"),
      `version = 2\nroot = "${at("containerd")}"\nstate = "${at("containerd-state")}"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n  address = "${containerdAt}"\n`,
    );
    await start("containerd", () => ctr("version"), "containerd", "--config", at("containerd.toml"));
    await start(
      "dockerd",
      () => docker("version"),
      "dockerd",
      ...["--containerd", containerdAt, "--host", `unix://${dockerAt}`, "--pidfile", at("docker.pid")],
      ...["--data-root", at("docker"), "--exec-root", at("docker-exec"), "--storage-driver", "overlay2"],
      ...["--cgroup-parent", `/${cgroup}`],
    );
    const tar = makeImage(folder);
    await said(docker("import", tar, IMAGE));
    await said(podman("import", tar, IMAGE));
    await said(docker("save", "--output", at("saved.tar"), IMAGE));
    await said(ctr("images", "import", "--snapshotter", "overlayfs", at("saved.tar")));
  } catch (error) {
    await end();
    throw error;
  }
  return { place, folder, cgroup, docker, podman, ctr, end };
}
