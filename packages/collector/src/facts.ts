import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from "node:fs";
import { readProbe, type BootEvent, type FactEvent, type FactKey, type Instant } from "@hacotaki/core";
import { bootNow, wallNow } from "./clock.ts";

/** A haco file is a page of Ruby; a larger one is kept by its hash alone. */
const MAX_HACO_BYTES = 64 * 1024;

/** Expected to fail at any time: the process may be gone, or not ours to read. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const cwdOf = (tgid: number) => attempt(() => readlinkSync(`/proc/${tgid}/cwd`));

function readHead(path: string): Buffer | undefined {
  const fd = attempt(() => openSync(path, "r"));
  if (fd === undefined) return undefined;
  try {
    const head = Buffer.alloc(MAX_HACO_BYTES + 1);
    return attempt(() => head.subarray(0, readSync(fd, head, 0, head.length, 0)));
  } finally {
    closeSync(fd);
  }
}

function hacoFacts(
  tgid: number,
  argv: readonly string[] | undefined,
  cwd: string | undefined,
): [FactKey, string][] {
  const file = argv?.slice(1).find((argument) => argument.endsWith(".haco"));
  if (file === undefined || (!file.startsWith("/") && cwd === undefined)) return [];
  const path = file.startsWith("/") ? file : `${cwd}/${file}`;
  const head = readHead(`/proc/${tgid}/root${path}`);
  if (head === undefined) return [];
  const hash = createHash("sha256").update(head).digest("hex");
  return head.length > MAX_HACO_BYTES
    ? [["haco-hash", hash]]
    : [
        ["haco-hash", hash],
        ["haco-text", head.toString("utf8")],
      ];
}

/** Whose pid a pid file held when it was read last: with hundreds of containers most files need no second look. */
const pidFiles = new Map<string, number>();
const MAX_PID_FILES = 10_000;

/** haconiwa writes its supervisor's pid, ended by a NUL, to /var/run/haconiwa-<name>.pid. */
function pidFileName(tgid: number): string | undefined {
  for (const folder of [`/proc/${tgid}/root/run`, `/proc/${tgid}/root/var/run`])
    for (const file of attempt(() => readdirSync(folder)) ?? []) {
      const name = /^haconiwa-(.+)\.pid$/s.exec(file)?.[1];
      const known = pidFiles.get(file);
      if (name === undefined || (known !== undefined && known !== tgid && existsSync(`/proc/${known}`)))
        continue;
      const pid = Number.parseInt(attempt(() => readFileSync(`${folder}/${file}`, "latin1")) ?? "", 10);
      if (pidFiles.size >= MAX_PID_FILES) pidFiles.clear();
      if (!Number.isNaN(pid)) pidFiles.set(file, pid);
      if (pid === tgid) return name;
    }
  return undefined;
}

/** The container's own path in the hierarchy: none while it shares haconiwa's. */
function cgroupOf(tgid: number): string | undefined {
  const own = attempt(() => readFileSync(`/proc/${tgid}/cgroup`, "utf8"));
  const ours = attempt(() => readFileSync("/proc/self/cgroup", "utf8"));
  const known = new Set(ours?.split("\n").map((line) => line.split(":").slice(2).join(":")));
  return own
    ?.split("\n")
    .map((line) => line.split(":").slice(2).join(":"))
    .find((path) => path.length > 1 && !known.has(path));
}

/** What `mountinfo` lists, a line each. */
function mountsOf(tgid: number): string | undefined {
  const mounts = attempt(() => readFileSync(`/proc/${tgid}/mountinfo`, "utf8"))?.trimEnd();
  // A process that is gone but was not waited for has none.
  return mounts === undefined || mounts === "" ? undefined : mounts.split("\n").length.toString();
}

/** Before pivot_root the root file system is the newest mount whose source is itself: a bind mount. */
function rootfsOf(tgid: number): string | undefined {
  const mounts =
    attempt(() => readFileSync(`/proc/${tgid}/mountinfo`, "utf8"))
      ?.trim()
      .split("\n") ?? [];
  const [, , , source, target] =
    mounts
      .findLast((line) => {
        const fields = line.split(" ");
        return fields[3] !== "/" && fields[4] !== "/" && fields[3] === fields[4];
      })
      ?.split(" ") ?? [];
  return target ?? source;
}

/**
 * What the kernel's events do not carry, read from /proc right after the event that makes it readable.
 * Kept as events, so that boots can be rebuilt from what is stored.
 */
export function factsAfter(event: BootEvent): FactEvent[] {
  const { tgid } = event;
  if (tgid === undefined || (event.kind !== "exec" && event.kind !== "probe")) return [];
  const found: [FactKey, string | undefined][] = [];
  if (event.kind === "exec" && event.traced) {
    const cwd = cwdOf(tgid);
    found.push(
      ["wall-offset", (wallNow() - bootNow()).toString()],
      ["cwd", cwd],
      ...hacoFacts(tgid, event.argv, cwd),
    );
  } else if (event.kind === "probe") {
    const reading = readProbe(event);
    if (reading?.kind !== "phase") return [];
    if (reading.code === 2) found.push(["pid-file-name", pidFileName(tgid)]);
    else if (reading.code === 13) found.push(["rootfs", rootfsOf(tgid)]);
    else if (reading.code === 15) found.push(["cgroup", cgroupOf(tgid)]);
    else if (reading.code === 18) found.push(["mounts", mountsOf(tgid)]);
  }
  return found.flatMap(([key, value], n): FactEvent[] =>
    value === undefined
      ? []
      : [{ kind: "fact", key, value, at: event.at, seq: event.seq + 1 + n, tgid, ...startOf(event) }],
  );
}

const startOf = ({ startAt }: BootEvent): { startAt?: Instant } => (startAt === undefined ? {} : { startAt });

/** Whether the process that started then still lives: its pid may be another's by now. */
export function isRunning(tgid: number, startAt: Instant | undefined): boolean {
  const stat = attempt(() => readFileSync(`/proc/${tgid}/stat`, "latin1"));
  if (stat === undefined) return false;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return false;
  // Field 22, in clock ticks of a hundredth of a second (proc(5)); the kernel rounds down.
  const ticks = BigInt(fields[19] ?? "0");
  return (
    startAt === undefined || (startAt / 10_000_000n - ticks <= 1n && ticks - startAt / 10_000_000n <= 1n)
  );
}
