/**
 * Makes packages/core/src/synthesis/recorded.ts from a folder of recordings ("schema 1"): the courses that boots took,
 * and how the lengths of their spans spread.
 *
 *   node scripts/recorded-courses.ts FOLDER
 */
import { createReadStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readProbe, type BootEvent, type Namespaces } from "@hacotaki/core";
import { importStream, type ImportSink } from "@hacotaki/formats";

const [, , folder] = process.argv;
if (folder === undefined) throw new Error("name the folder that holds the recordings");
const OUT = join(import.meta.dirname, "../packages/core/src/synthesis/recorded.ts");

/** By the course's name, the recording it was taken from. */
const COURSES: Readonly<Record<string, string>> = {
  task: "head-min-true",
  "exit-3": "head-cmd-exit3",
  killed: "head-cmd-killed",
  httpd: "head-tcp-httpd",
  server: "head-tcp-c",
  daemon: "head-daemon",
  cgroup: "head-cgroup",
  limits: "head-limits",
  "legacy-chroot": "head-legacy-chroot",
  "no-pid-namespace": "head-nopidns",
  "user-probes": "head-user-probes",
  "slow-hooks": "head-slow-hooks",
  "shell-hooks": "head-shell-hooks",
  "readiness-hook": "head-readiness",
  "three-containers": "head-multi",
  "three-daemons": "head-multi-daemon",
  network: "2019-network",
  "fails-no-rootfs": "head-fail-norootfs",
  "fails-mount": "head-fail-mount",
  "fails-chroot": "head-fail-nochroot",
  "fails-masked-path": "head-fail-maskedpath",
  "fails-no-command": "head-fail-nocmd",
  "fails-killed": "head-fail-kill-container",
  "fails-user-namespace": "head-userns-pivot",
  "fails-evaluate": "head-fail-eval",
  "fails-no-file": "head-fail-nofile",
  "fails-hook": "2019-fail-hook-exit",
  "fails-cgroup": "2019-fail-cgroup",
  "supervisor-killed": "2019-fail-kill-supervisor",
  "old-task": "2019-min-true",
  "old-httpd": "2019-tcp-httpd",
  "old-server": "2019-tcp-c",
  "old-daemon": "2019-daemon",
  "old-slow-hooks": "2019-slow-hooks",
  "old-three-containers": "2019-multi",
  "old-fails-no-rootfs": "2019-fail-norootfs",
  "old-fails-masked-path": "2019-fail-maskedpath",
};
const QUIET = ["head-sequence30", "head-sequence5", "head-min-true", "head-hostname", "head-limits"];
/** Twenty at once, and the same one after the other: both of 2019, whose launcher passes 1 where 0.11's passes 0. */
const CROWD = { among: "2019-parallel20", alone: "2019-sequence5" } as const;
const QUANTILES = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98];

async function eventsOf(name: string): Promise<BootEvent[]> {
  const events: BootEvent[] = [];
  const sink = {
    startRecording: () => 1,
    touchRecording: () => {},
    endRecording: () => {},
    save: (changes) => void events.push(...changes.events.map(({ event }) => event)),
    hasRun: () => false,
    findRun: () => undefined,
    findBoot: () => Promise.resolve(undefined),
    replaceDerived: () => {},
  } satisfies ImportSink;
  const stream = createReadStream(join(folder ?? "", `${name}.ndjson`));
  await importStream(stream, sink, { name, now: () => 0n });
  return events
    .filter(({ kind }) => kind !== "fact" && kind !== "syscall")
    .sort((a, b) => Number(a.at - b.at) || a.seq - b.seq);
}

const passOf = (event: BootEvent) => {
  const reading = event.kind === "probe" ? readProbe(event) : undefined;
  return reading?.kind === "phase" ? reading : undefined;
};
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** By phase code ("up" for the container's exec), the times in µs that lie before each pass of it on its process. */
function legsOf(events: readonly BootEvent[]): Map<string, number[]> {
  const last = new Map<number, bigint>();
  const legs = new Map<string, number[]>();
  const isContainer = new Set<number>();
  for (const event of events) {
    const { tgid = 0, at } = event;
    const pass = passOf(event);
    if (event.kind === "fork") last.set(event.childTgid, at);
    const key =
      pass === undefined
        ? event.kind === "exec" && isContainer.has(tgid)
          ? "up"
          : undefined
        : `${pass.code}`;
    const before = last.get(tgid);
    if (key !== undefined && before !== undefined)
      legs.set(key, [...(legs.get(key) ?? []), Number(at - before) / 1_000]);
    if (pass?.code === 21) isContainer.add(tgid);
    if (key === "up") isContainer.delete(tgid);
    if (pass !== undefined || event.kind === "exec") last.set(tgid, at);
  }
  return legs;
}

const NAMESPACES = ["pid", "pidForChildren", "mnt", "uts", "ipc", "net", "user"] as const;

/** A letter for each kind of namespace: "." is the host's, "a" and further letters are made by the boot. */
function namespaceLetters(host: Namespaces) {
  const made = new Map<string, string>();
  return (namespaces: Namespaces) =>
    NAMESPACES.map((kind) => {
      const number = namespaces[kind];
      if (number === host[kind]) return ".";
      const key = `${kind.startsWith("pid") ? "pid" : kind} ${number}`;
      const letter = made.get(key) ?? String.fromCodePoint(97 + made.size);
      made.set(key, letter);
      return letter;
    }).join("");
}

/** The steps of a recording, a line each: process, µs after the step before, what changed of the process, what happened. */
function courseOf(all: readonly BootEvent[]): string[] {
  const launcher = all.find((event) => event.kind === "exec" && event.traced);
  if (launcher?.namespaces === undefined) throw new Error("no launcher");
  const letters = namespaceLetters(launcher.namespaces);
  const numbers = new Map<number, number>([[launcher.tgid ?? 0, 0]]);
  const listening = new Set<number>();
  const names = [
    ...new Set(
      all.flatMap((event) => ((passOf(event)?.code ?? 0) >= 17 && event.hostname ? [event.hostname] : [])),
    ),
  ].filter((name) => name !== launcher.hostname);
  const common = names.length > 1 ? (names[0] ?? "").replace(/-?\d+$/, "") : undefined;
  const told = (text: string) => {
    let result = text
      .replaceAll(/\/srv\/haco\/bin\/[^/]+\/haconiwa/g, "{bin}")
      .replaceAll(/\/srv\/haco\/hacofiles\/[^ ]+\.haco/g, "{haco}");
    if (common !== undefined) result = result.replaceAll(common, "{name}");
    else for (const name of names) result = result.replaceAll(name, "{name}");
    return result
      .replaceAll(/[0-9a-f]{8}_h/g, "{link}")
      .replaceAll(/haconiwa-[0-9a-f]{32}/g, "haconiwa-{name}")
      .replaceAll(/-\d+-[0-9a-f]{8}\.fifo/g, ".fifo");
  };
  type State = { comm: string; ns: string; host: string; ppid: number };
  const states = new Map<number, State>();
  const lines: string[] = [];
  let before = launcher.at;
  for (const event of all) {
    const { tgid = 0 } = event;
    const number = numbers.get(tgid);
    // What an application's helpers do once it listens is not followed by a collector.
    if (number === undefined || (listening.has(tgid) && event.kind !== "exit")) continue;
    const host = event.hostname === launcher.hostname ? "." : told(event.hostname ?? "");
    const now: State = {
      comm: event.comm ?? "",
      ns: event.namespaces === undefined ? "" : letters(event.namespaces),
      host,
      ppid: event.ppid ?? 0,
    };
    const was = states.get(tgid);
    const changed = [
      was?.comm === now.comm ? "" : `comm=${now.comm}`,
      was?.ns === now.ns ? "" : `ns=${now.ns}`,
      was?.host === now.host ? "" : `host=${now.host}`,
      was !== undefined && was.ppid !== now.ppid && now.ppid === 1 ? "orphan" : "",
    ].filter((text) => text !== "");
    states.set(tgid, now);
    const what = whatOf(event, { numbers, states, now, told });
    const gap = Math.round(Number(event.at - before) / 1_000);
    before = event.at;
    lines.push([number, gap, ...changed, what].join(" "));
    if (event.kind === "listen") listening.add(tgid);
  }
  return lines;
}

type Telling = {
  readonly numbers: Map<number, number>;
  readonly states: Map<number, object>;
  readonly now: object;
  readonly told: (text: string) => string;
};

function whatOf(event: BootEvent, { numbers, states, now, told }: Telling): string {
  switch (event.kind) {
    case "fork": {
      const child = numbers.size;
      numbers.set(event.childTgid, child);
      states.set(event.childTgid, now as never);
      return `fork ${child} ${event.childNspid === event.childTgid ? "" : (event.childNspid ?? "")}`.trimEnd();
    }
    case "exec":
      return `exec ${JSON.stringify([told(event.file), ...(event.argv ?? []).map(told)])}`;
    case "exit":
      return `exit ${event.code ?? 0} ${event.signal ?? 0}`;
    case "listen":
      return "listen";
    case "probe": {
      const pass = passOf(event);
      if (pass !== undefined) return `pass ${pass.code}`;
      const [flag, value] = event.args;
      if (event.probe === "bootstrap_phase_pass") return `user ${flag}`;
      return `mark ${event.probe} ${flag} ${typeof value === "string" ? JSON.stringify(told(value)) : value}`;
    }
    case "syscall":
    case "cgroup":
    case "wait":
    case "fact":
    case "loss":
      throw new Error(`a recording holds a ${event.kind}`);
  }
}

/** 2019's course as haconiwa 0.11 takes it: the launcher and the supervisor tell of their start, and of the network. */
const modernised = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    if (/^0 .*pass 1$/.test(line)) return [line.replace(/pass 1$/, "pass 0")];
    if (/^0 \d+ fork 3$/.test(line)) return [line, "3 260 ns=....... pass 1", "3 1090 pass 31"];
    if (/^3 .*pass 2$/.test(line))
      return [line.replace(/^3 (\d+) .*/, "3 $1 pass 32"), line.replace(/^3 \d+/, "3 310")];
    return [line];
  });

const quiet: BootEvent[][] = await Promise.all(QUIET.map(eventsOf));
const legs = new Map<string, number[]>();
for (const events of quiet)
  for (const [key, times] of legsOf(events)) legs.set(key, [...(legs.get(key) ?? []), ...times]);
const [among, alone] = [legsOf(await eventsOf(CROWD.among)), legsOf(await eventsOf(CROWD.alone))];
/** How many times as long a pass takes to reach among twenty. */
function slowdown(key: string): number {
  const name = key === "0" ? "1" : key === "1" ? "2" : key;
  const [many, few] = [among.get(name), alone.get(name)];
  return many === undefined || few === undefined ? 1 : median(many) / median(few);
}
const spreads = [...legs]
  .filter(([, times]) => times.length >= 20)
  .map(([key, times]) => {
    const middle = median(times);
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? middle;
    return {
      key,
      usual: Math.round(middle),
      ratios: QUANTILES.map((share) => Number((at(share) / middle).toFixed(2))),
      among: Number(slowdown(key).toFixed(2)),
    };
  });
const courses = [];
for (const [name, recording] of Object.entries(COURSES)) {
  const lines = courseOf(await eventsOf(recording));
  courses.push({ name, lines: name === "network" ? modernised(lines) : lines });
}

const text = `// Made by scripts/recorded-courses.ts from recordings of real boots.

/** Of a pass (phase code, or "up"): µs it usually takes after the one before, quantiles of that, and the factor among 20. */
export type Spread = {
  readonly key: string;
  readonly usual: number;
  readonly ratios: readonly number[];
  readonly among: number;
};
export const SPREAD_SHARES: readonly number[] = ${JSON.stringify(QUANTILES)};
export const SPREADS: readonly Spread[] = ${JSON.stringify(spreads, undefined, 2)};

/** What happened in a recorded run, a line a step: see \`courseFrom\`. */
export const RECORDED_COURSES = {
${courses.map(({ name, lines }) => `  ${JSON.stringify(name)}: String.raw\`\n${lines.join("\n")}\n\`,`).join("\n")}
} as const;
`;
writeFileSync(OUT, text);
console.log(`${courses.length} courses, ${spreads.length} spreads, ${(text.length / 1_000).toFixed(0)} kB`);
