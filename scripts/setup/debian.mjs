import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { stillHolds } from "./stamp.mjs";
import { run } from "./step.mjs";

/** The pinned Node is linked against it; small systems lack it. */
const PINNED_NODE = ["libatomic1"];
const NATIVE_BUILD = ["clang", "make", "bpftool", "libbpf-dev", "libelf-dev", "zlib1g-dev"];
const TEST_RUNTIME = ["gcc", "libc6-dev", "make", "systemtap-sdt-dev"];
const TESTS = [
  "chromium-headless-shell",
  "bpftrace",
  "busybox-static",
  "crun",
  "fonts-ipafont-gothic",
  "iproute2",
  "procps",
  "runc",
  "xz-utils",
];

/** The programs that stand for the packages on systems without Debian's package manager. */
const NATIVE_TOOLS = ["clang", "make", "bpftool"];

const PACKAGES = {
  start: [...PINNED_NODE, ...NATIVE_BUILD],
  demo: [...PINNED_NODE, ...NATIVE_BUILD, ...TEST_RUNTIME],
  test: [...PINNED_NODE, ...NATIVE_BUILD, ...TEST_RUNTIME, ...TESTS],
};

/** What dpkg writes whenever a package comes or goes. */
const DPKG_STATUS = "/var/lib/dpkg/status";

const isOnPath = (program) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Which of `packages` dpkg does not have installed; undefined on a system without dpkg. */
function missingOf(packages) {
  const query = spawnSync(
    "dpkg-query",
    ["-W", "-f", "${binary:Package} ${db:Status-Status}\n", ...packages],
    {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
    },
  );
  if (query.error !== undefined) return undefined;
  const installed = new Set(
    query.stdout
      .split("\n")
      .map((line) => line.split(" "))
      .filter(([, status]) => status === "installed")
      // "zlib1g-dev:amd64" where several architectures are possible
      .map(([name]) => name.split(":")[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

const installCommand = (packages) => ["apt-get", "install", "-y", "--no-install-recommends", ...packages];

/** Debian's packages: only asked for on Linux, installed only by root, never a question asked. */
export function debianPackages(mode) {
  const wanted = [...new Set(PACKAGES[mode])];
  const isLinux = process.platform === "linux";
  const areThere = () => missingOf(wanted)?.length === 0;
  const missing =
    !isLinux ||
    (existsSync(DPKG_STATUS) && stillHolds(`debian-${mode}`, [DPKG_STATUS], areThere, wanted.join(" ")))
      ? []
      : missingOf(wanted);
  const isRoot = process.getuid?.() === 0;
  return {
    name: "debian",
    title: `Debian packages (${(missing ?? []).join(", ")})`,
    without: "the collector",
    isDone: () => (missing === undefined ? NATIVE_TOOLS.every(isOnPath) : missing.length === 0),
    obstacle: () => {
      if (missing === undefined)
        return `no dpkg here: install ${NATIVE_TOOLS.join(", ")} and the headers of libbpf, libelf and zlib yourself to have the collector`;
      if (!isOnPath("apt-get")) return `no apt-get here: install ${missing.join(" ")} to have the collector`;
      if (!isRoot)
        return `not root, so these are not installed. To have the collector, run once:\n  sudo sh -c 'apt-get update && ${installCommand(missing).join(" ")}'`;
      return undefined;
    },
    work: async ({ log }) => {
      const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
      // Another package manager at work (unattended upgrades) is waited for.
      const [apt, ...install] = installCommand(missing);
      const wait = ["-o", "DPkg::Lock::Timeout=300"];
      // An update may fail for one of many sources: the installation tells whether that mattered.
      await run([apt, ...wait, "update"], { log, env });
      return run([apt, ...wait, ...install], { log, env });
    },
  };
}

/** True when everything the native build calls is there. */
export const canBuildNative = () =>
  process.platform === "linux" && (missingOf(NATIVE_BUILD)?.length === 0 || NATIVE_TOOLS.every(isOnPath));
