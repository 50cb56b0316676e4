import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createAssembler,
  type Boot,
  type BootEvent,
  type Changes,
  instant,
  type Mark,
  type Source,
} from "../src/index.ts";

const SHARED =
  process.env["HACOTAKI_RECORDINGS"] ?? join(import.meta.dirname, "../../../../shared/recordings");
const OWN = join(import.meta.dirname, "../../../test/fixtures/recordings");
/** All recordings where they are at hand, else the ones the repository carries. */
export const RECORDINGS = existsSync(SHARED) ? SHARED : OWN;

export const recordingNames = () =>
  readdirSync(RECORDINGS)
    .filter((name) => name.endsWith(".ndjson"))
    .map((name) => name.replace(".ndjson", ""));

type Line = { readonly event: string; readonly [key: string]: unknown };

/** A bare reader of recordings, so that core is tested without the importer. */
export function readRecording(name: string): { source: Source; events: BootEvent[] } {
  const [head, ...lines] = readFileSync(join(RECORDINGS, `${name}.ndjson`), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  const meta = head as unknown as {
    exe_ino: number;
    clock_at_start: { realtime_ns: number; boottime_ns: number };
  };
  const source: Source = {
    kind: "events",
    hostId: "recorded",
    hostName: String(lines[0]?.["hostname"]),
    kernelBootId: "",
    hasKernelEvents: true,
    wallOffset: BigInt(meta.clock_at_start.realtime_ns) - BigInt(meta.clock_at_start.boottime_ns),
  };
  return { source, events: lines.flatMap((line) => eventOf(line, meta.exe_ino)) };
}

function eventOf(line: Line, exeInode: number): BootEvent[] {
  const ns = line["ns"] as Record<string, number>;
  const origin = {
    at: instant(BigInt(line["ts_boot_ns"] as number)),
    seq: line["seq"] as number,
    tgid: line["pid"] as number,
    ppid: line["ppid"] as number,
    nspid: line["nspid"] as number,
    comm: line["comm"] as string,
    hostname: line["hostname"] as string,
    namespaces: {
      pid: ns["pid"] ?? 0,
      pidForChildren: ns["pid_for_children"] ?? 0,
      mnt: ns["mnt"] ?? 0,
      uts: ns["uts"] ?? 0,
      ipc: ns["ipc"] ?? 0,
      net: ns["net"] ?? 0,
      user: ns["user"] ?? 0,
    },
  };
  switch (line.event) {
    case "usdt":
      return [
        {
          ...origin,
          kind: "probe",
          provider: "haconiwa",
          probe: line["probe"] as string,
          args: (line["args"] as (number | string)[]).map((a) => (typeof a === "number" ? BigInt(a) : a)),
        },
      ];
    case "fork":
      return [
        {
          ...origin,
          kind: "fork",
          childTgid: line["child_pid"] as number,
          childNspid: line["child_nspid"] as number,
        },
      ];
    case "exec":
      return [
        {
          ...origin,
          kind: "exec",
          file: line["filename"] as string,
          argv: line["argv"] as string[],
          traced: line["exe_ino"] === exeInode,
        },
      ];
    case "exit":
      return [
        { ...origin, kind: "exit", code: line["exit_code"] as number, signal: line["signal"] as number },
      ];
    case "syscall":
      return line["syscall"] === "listen" && line["when"] === "exit" && line["ret"] === 0
        ? [{ ...origin, kind: "listen" }]
        : [];
    default:
      return [];
  }
}

/** Boots as a store would hold them after all changes. */
export function settle(all: readonly Changes[]): { boots: Map<string, Boot>; marks: Mark[] } {
  const boots = new Map<string, Boot>();
  for (const { boots: changed, retired } of all) {
    for (const id of retired) boots.delete(id);
    for (const boot of changed) boots.set(boot.id, boot);
  }
  return { boots, marks: all.flatMap(({ marks }) => marks) };
}

export function assemble(source: Source, events: readonly BootEvent[]) {
  const assembler = createAssembler(source);
  assembler.push(events);
  return settle([assembler.finish()]);
}
