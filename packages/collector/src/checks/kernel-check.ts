import type { DetailLevel } from "@hacotaki/core";
import type { DetailSupport } from "@hacotaki/native";
import type { Check } from "./diagnosis.ts";

/** What the kernel side is built for; documented in docs/install.md, docs/collect.md and native/README.md. */
const OLDEST = [6, 1] as const;
/** From here on, many uprobes are one link, and do not go through perf. */
const UPROBE_MULTI = [6, 6] as const;

const isAtLeast = (major: number, minor: number, [wantedMajor, wantedMinor]: readonly [number, number]) =>
  major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);

/** Whether boots can be collected on a kernel, by its release as `uname -r` prints it. */
export function kernelCheck(release: string): Check {
  const name = "kernel";
  const [, major = "", minor = ""] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  const found = `Linux ${release}`;
  // A release of another form tells nothing.
  if (major === "") return { name, state: "ok", found };
  const isSince = (wanted: readonly [number, number]) => isAtLeast(Number(major), Number(minor), wanted);
  if (!isSince(OLDEST))
    return {
      name,
      state: "fail",
      found,
      advice: `Use Linux ${OLDEST.join(".")} or newer: collecting needs it.`,
    };
  if (isSince(UPROBE_MULTI)) return { name, state: "ok", found };
  return {
    name,
    state: "ok",
    found: `${found}: before ${UPROBE_MULTI.join(".")} it wants CAP_SYS_ADMIN for uprobes`,
  };
}

/** Whether boots can be collected on a machine, by Node's word for it. */
export function machineCheck(arch: string): Check {
  const name = "machine";
  if (arch === "x64") return { name, state: "ok", found: "x86-64" };
  if (arch === "arm64")
    return {
      name,
      state: "warn",
      found:
        "arm64: collecting is built and unit-tested for it, and was never run live: there was no such machine",
      advice: "Hold a first boot against what you know of it, and report what is wrong.",
    };
  return {
    name,
    state: "fail",
    found: arch,
    advice: "Collecting needs x86-64 or arm64; the dashboard, imports and existing databases work here.",
  };
}

/** How what happens inside boots is seen here, held against what is wanted; see --detail in docs/collect.md. */
export function detailCheck({ calls, waits, frames, missing }: DetailSupport, wanted: DetailLevel): Check {
  const seen = [
    ...(calls === undefined ? [] : [`system calls by ${calls}`]),
    ...(waits === undefined ? [] : [`waits by ${waits}`]),
    ...(frames === undefined ? [] : [`what they wait in by ${frames}`]),
  ];
  const means = [seen.join(", "), ...missing].filter((text) => text !== "").join("; ");
  const found = `--detail ${wanted}, unless a collector is told otherwise; ${means}`;
  const name = "detail";
  const has = { off: true, calls: calls !== undefined, full: calls !== undefined && waits !== undefined };
  if (has[wanted]) return { name, state: "ok", found };
  const possible = has.calls ? "calls" : "off";
  return {
    name,
    state: "warn",
    found,
    advice: `Boots are collected all the same: use --detail ${possible}.`,
  };
}
