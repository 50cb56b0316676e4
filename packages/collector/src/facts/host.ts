import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname, release } from "node:os";
import { utcNow, type Source } from "@hacotaki/core";
import { bootNow } from "../clock.ts";

const firstLine = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
};

/** This machine as the source of a live stream: its identity outlives reboots, `kernelBootId` does not. */
export function liveSource(): Source {
  const name = hostname();
  const machineId = firstLine("/etc/machine-id") ?? firstLine("/var/lib/dbus/machine-id") ?? `name:${name}`;
  return {
    kind: "live",
    // machine-id(5): confidential, to be hashed before it is shown to anyone.
    hostId: createHash("sha256").update(`hacotaki:${machineId}`).digest("hex").slice(0, 16),
    hostName: name,
    kernelBootId: firstLine("/proc/sys/kernel/random/boot_id") ?? "",
    kernel: release(),
    hasKernelEvents: true,
    wallOffset: utcNow() - bootNow(),
  };
}
