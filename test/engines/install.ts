import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's packages, by a program of each. */
const PACKAGES = {
  "docker.io": "/usr/sbin/dockerd",
  containerd: "/usr/bin/containerd",
  podman: "/usr/bin/podman",
  netavark: "/usr/lib/podman/netavark",
  crun: "/usr/bin/crun",
  iptables: "/usr/sbin/iptables",
  iproute2: "/usr/sbin/ip",
  "busybox-static": "/bin/busybox",
} as const;

/** Installs what is missing; what is there stays as it is. */
export function installEngines(): void {
  const missing = Object.entries(PACKAGES).flatMap(([name, program]) => (existsSync(program) ? [] : [name]));
  if (missing.length === 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update"], { env, stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("apt-get", ["install", "-y", "--no-install-recommends", ...missing], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
