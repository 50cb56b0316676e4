import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { until } from "../until.ts";

/**
 * A mount namespace for engines alone: /run is their own, and the second generation of control groups is hidden, which
 * machines that have both need for crun and containerd. A network namespace, too: bridges and packet filters go with it.
 */
const ENTER = `
mount -t tmpfs -o mode=755 tmpfs /run
umount /sys/fs/cgroup/unified 2>/dev/null
ip link set lo up
echo ready
exec sleep infinity`;

export type Place = {
  /** The command line of a program that is to run in it. */
  readonly within: (program: string, ...args: readonly string[]) => [string, string[]];
  /** Processes that are in it, beside the one that holds it. */
  readonly inhabitants: () => readonly number[];
  readonly end: () => Promise<void>;
};

const namespaceOf = (pid: number | "self"): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    // It is gone by now.
    return undefined;
  }
};

export async function openPlace(): Promise<Place> {
  const holder = spawn("unshare", ["--mount", "--net", "--propagation", "private", "sh", "-c", ENTER], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  const { pid = 0 } = holder;
  const own = namespaceOf(pid);
  if (own === undefined || own === namespaceOf("self")) throw new Error("no mount namespace of its own");
  return {
    within: (program, ...args) => [
      "nsenter",
      [`--target=${pid}`, "--mount", "--net", "--", program, ...args],
    ],
    inhabitants: () =>
      readdirSync("/proc")
        .map(Number)
        .filter((each) => Number.isInteger(each) && each !== pid && namespaceOf(each) === own),
    end: () => stop(holder),
  };
}

/** Ends a process that this one started, and waits until it is gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

const CGROUPS = "/sys/fs/cgroup";

/** Control groups of a name, in every hierarchy; a group before those that it holds. */
export const cgroupsNamed = (name: string): readonly string[] =>
  execFileSync("find", [CGROUPS, "-mindepth", "1", "-type", "d", "-path", `*/${name}*`], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "");

/** Removes what engines leave of their groups once no process is in them. */
export const removeCgroups = (name: string): Promise<boolean> =>
  until(() => {
    for (const folder of cgroupsNamed(name).toReversed()) {
      try {
        rmdirSync(folder);
      } catch {
        // One that is busy yet, or holds another.
      }
    }
    return cgroupsNamed(name).length === 0;
  }, `control groups ${name} to be empty`);

/** What of the machine engines may change: mounts, network interfaces, control groups at the top. */
export function machineNow(): {
  mounts: readonly string[];
  interfaces: readonly string[];
  cgroups: readonly string[];
} {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const controllers = readdirSync(CGROUPS, { withFileTypes: true }).filter((each) => each.isDirectory());
  const groups = controllers.flatMap(({ name }) =>
    readdirSync(join(CGROUPS, name), { withFileTypes: true }).flatMap((each) =>
      each.isDirectory() ? [`${name}/${each.name}`] : [],
    ),
  );
  return { mounts, interfaces: readdirSync("/sys/class/net"), cgroups: groups };
}
