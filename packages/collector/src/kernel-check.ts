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
