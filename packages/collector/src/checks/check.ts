import { existsSync } from "node:fs";
import { generationsOf, type DetailLevel } from "@hacotaki/core";
import { WORDS } from "@hacotaki/layout";
import { checkSupport, NativeError, readProbeNotes } from "@hacotaki/native";
import type { Check } from "./diagnosis.ts";
import { findPrograms, type Programs } from "../targets/find.ts";
import { detailCheck, kernelCheck, machineCheck } from "./kernel-check.ts";
import { PID_ADVICE, whyPidsDiffer } from "../facts/pid-namespace.ts";
import { unreadableOf } from "../targets/unreadable.ts";

function kernelChecks(detail: DetailLevel): Check[] {
  if (process.platform !== "linux")
    return [
      {
        name: "kernel",
        state: "fail",
        found: process.platform,
        advice: "Collecting needs Linux; the dashboard, imports and existing databases work here.",
      },
    ];
  try {
    const support = checkSupport();
    const missing = support.missing;
    return [
      machineCheck(process.arch),
      kernelCheck(support.kernelRelease),
      support.btf
        ? { name: "kernel types (BTF)", state: "ok", found: "/sys/kernel/btf/vmlinux" }
        : {
            name: "kernel types (BTF)",
            state: "fail",
            found: "/sys/kernel/btf/vmlinux is missing",
            advice: "Use a kernel built with CONFIG_DEBUG_INFO_BTF=y (Debian's is).",
          },
      detailCheck(support.detail, detail),
      pidCheck(),
      missing.length === 0
        ? { name: "capabilities", state: "ok", found: "all that is needed" }
        : {
            name: "capabilities",
            state: "fail",
            found: `missing: ${missing.join(", ")}`,
            advice: "Run the collector as root, or grant these capabilities to it.",
          },
    ];
  } catch (error) {
    if (!(error instanceof NativeError)) throw error;
    return [
      machineCheck(process.arch),
      { name: "native collector", state: "fail", found: error.message, advice: WORDS.rebuildNative },
    ];
  }
}

function pidCheck(): Check {
  const name = "process ids";
  const pidsDiffer = whyPidsDiffer();
  return pidsDiffer === undefined
    ? { name, state: "ok", found: "/proc shows the kernel's" }
    : { name, state: "fail", found: pidsDiffer, advice: PID_ADVICE };
}

/** What a binary declares of haconiwa's probes, each once, with all its locations. */
function probesOf(path: string) {
  const notes = readProbeNotes(path).filter(({ provider }) => provider === "haconiwa");
  return [...Map.groupBy(notes, ({ name }) => name)].map(([name, locations]) => ({
    name,
    locations: locations.length,
    unreadable: locations.flatMap(({ unreadable }) => unreadable),
  }));
}

function binaryCheck(path: string): Check {
  const name = `binary ${path}`;
  try {
    const probes = probesOf(path);
    if (probes.length === 0)
      return {
        name,
        state: "fail",
        found: "has no probes of provider haconiwa",
        advice: "Use a haconiwa that was built with USDT probes.",
      };
    const names = probes.map((probe) => probe.name);
    const { messages, isBlind } = unreadableOf(probes);
    const found = [
      `generation ${generationsOf(names).join(", ") || "unknown"}: ${names.join(", ")}`,
      ...messages,
    ];
    return messages.length === 0
      ? { name, state: "ok", found: found.join("; ") }
      : {
          name,
          state: isBlind ? "fail" : "warn",
          found: found.join("; "),
          advice:
            "Use a haconiwa with its symbols (not stripped); an argument that still cannot be read is worth a report.",
        };
  } catch (error) {
    if (!(error instanceof NativeError)) throw error;
    return { name, state: "fail", found: error.message, advice: "Check the path and that it may be read." };
  }
}

/** What of OCI runtimes is followed; undefined where none is, and nobody asked for one. */
function runtimesCheck(named: readonly string[], programs: Programs): Check | undefined {
  const name = "OCI runtimes";
  const absent = named.filter((path) => !existsSync(path));
  if (absent.length > 0)
    return { name, state: "fail", found: `not there: ${absent.join(", ")}`, advice: "Check the path." };
  const runtimes = named.length > 0 ? named : programs.runtimes;
  if (runtimes.length === 0) return undefined;
  const { engines } = programs;
  const led = engines.length === 0 ? "no engine's programs" : `and engines' programs: ${engines.join(", ")}`;
  return { name, state: "ok", found: `${runtimes.join(", ")}; ${led}` };
}

const noRuntime: Check = {
  name: "haconiwa",
  state: "warn",
  found: "none on PATH or in the usual places, and no OCI runtime either",
  advice: "Install a container runtime, or name its path with --binary or --runtime.",
};

/**
 * Looks at everything collecting needs of kernel, privileges, binaries and OCI runtimes; none named: those found on PATH
 * and in the usual places. Changes nothing.
 */
export function checkCollector(
  binaries: readonly string[],
  runtimes: readonly string[] = [],
  detail: DetailLevel = "calls",
): Check[] {
  const programs = findPrograms();
  const wanted = binaries.length > 0 ? binaries : programs.haconiwa;
  const oci = runtimesCheck(runtimes, programs);
  const found = [...wanted.map(binaryCheck), ...(oci ? [oci] : [])];
  return [...kernelChecks(detail), ...(found.length > 0 ? found : [noRuntime])];
}
