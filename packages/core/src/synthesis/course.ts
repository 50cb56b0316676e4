import { RECORDED_COURSES, SPREADS } from "./recorded.ts";

/** What a step is. Processes are numbered in the order in which they appear; 0 is the launcher. */
export type Deed =
  | { readonly kind: "exec"; readonly file: string; readonly argv: readonly string[] }
  | { readonly kind: "pass"; readonly code: number }
  | { readonly kind: "mark"; readonly probe: string; readonly flag: bigint; readonly value: bigint | string }
  | { readonly kind: "fork"; readonly child: number; readonly childNspid: number | undefined }
  | { readonly kind: "exit"; readonly code: number; readonly signal: number }
  | { readonly kind: "listen" };

/** Something that happens in a run, with what is known of its process then. */
export type Step = {
  readonly process: number;
  /** After the step before, ns, as recorded. */
  readonly gap: number;
  /** What the process is on its way to: a place in `LEGS`. Steps on one way are faster or slower together. */
  readonly leg: number;
  readonly comm: string;
  /** A letter for each kind of namespace: "." is the host's, others are made by the run. */
  readonly namespaces: string;
  /** "." is the host's name; else a text with `{name}` in it. */
  readonly hostname: string;
  /** Number of the parent; undefined when it is gone, and init has taken over. */
  readonly parent: number | undefined;
  /** Its pid in a pid namespace of its own. */
  readonly nspid: number | undefined;
  /** The supervisor that the process is, or belongs to; else itself. */
  readonly supervisor: number;
  /** It ends the life of a container that was up. */
  readonly endsLife: boolean;
  readonly deed: Deed;
};

/** How a run goes: all that happens in it, and when, as it was recorded once. */
export type Course = {
  readonly name: CourseName;
  readonly steps: readonly Step[];
  /** Boots that come of it. */
  readonly boots: number;
  readonly processes: number;
};
export type CourseName = keyof typeof RECORDED_COURSES;

/** Ways whose spread was measured, then those of which a boot has no more than one value. */
const OTHER_LEGS = ["31", "32", "exit", "rest"];
export const LEGS: readonly string[] = [...SPREADS.map(({ key }) => key), ...OTHER_LEGS];
export const legOf = (key: string): number => {
  const place = LEGS.indexOf(key);
  return place === -1 ? LEGS.indexOf("rest") : place;
};

/** A course's own length of a leg is kept where it is so many times the usual one: there is a hook in it. */
const HOOKED = 6;
const US = 1_000;
const usual = new Map(SPREADS.map(({ key, usual }) => [legOf(key), usual * US]));

function deedOf(text: string): Deed {
  const [kind = "", first = "", second = "", ...rest] = text.split(" ");
  switch (kind) {
    case "exec": {
      const [file = "", ...argv] = JSON.parse(text.slice(kind.length)) as string[]; // as the recorded courses are written
      return { kind, file, argv };
    }
    case "pass":
    case "user":
      return { kind: "pass", code: Number(first) };
    case "mark": {
      const value = rest.join(" ");
      return {
        kind,
        probe: first,
        flag: BigInt(second),
        value: value.startsWith('"') ? String(JSON.parse(value)) : BigInt(value),
      };
    }
    case "fork":
      return { kind, child: Number(first), childNspid: second === "" ? undefined : Number(second) };
    case "exit":
      return { kind, code: Number(first), signal: Number(second) };
    case "listen":
      return { kind };
    default:
      throw new Error(`a course has no "${kind}"`);
  }
}

type Known = Pick<Step, "comm" | "namespaces" | "hostname" | "parent" | "nspid" | "supervisor">;
const NOBODY: Known = {
  comm: "",
  namespaces: ".......",
  hostname: ".",
  parent: undefined,
  nspid: undefined,
  supervisor: 0,
};

/** A line: process, µs after the line before, what has changed of the process, what happened. */
function lineOf(line: string) {
  const [, process = "", gap = "", changes = "", deed = ""] =
    /^(\d+) (\d+) ((?:(?:comm|ns|host)=\S* |orphan )*)(.+)$/.exec(line) ?? [];
  const change = (key: string) => new RegExp(`(?:^| )${key}=(\\S*)`).exec(changes)?.[1];
  return {
    process: Number(process),
    gap: Number(gap) * US,
    comm: change("comm"),
    namespaces: change("ns"),
    hostname: change("host"),
    isOrphan: changes.includes("orphan"),
    deed: deedOf(deed),
  };
}
type Line = ReturnType<typeof lineOf>;

/** The phase that a process passes next, else its parent: what it works for. */
function keyOf(lines: readonly Line[], at: number, parents: ReadonlyMap<number, number>): string {
  const line = lines[at];
  if (line?.deed.kind === "exec" && lines.slice(0, at).some(isPass(line.process, 21))) return "up";
  for (let process = line?.process; process !== undefined; process = parents.get(process)) {
    const next = lines.slice(at).find((each) => each.process === process && each.deed.kind === "pass");
    if (next?.deed.kind === "pass") return String(next.deed.code);
  }
  return line?.deed.kind === "exit" ? "exit" : "rest";
}
const isPass = (process: number, code: number) => (line: Line) =>
  line.process === process && line.deed.kind === "pass" && line.deed.code === code;

/** The length of a step that alone leads from one phase to the next: the usual one, but where a hook takes longer. */
function gapOf(lines: readonly Line[], at: number, leg: number): number {
  const { gap = 0, process, deed } = lines[at] ?? {};
  const typical = usual.get(leg);
  const isAlone = lines[at - 1]?.process === process && (deed?.kind === "pass" || deed?.kind === "exec");
  return typical !== undefined && isAlone && gap < typical * HOOKED ? typical : gap;
}

function courseFrom(name: CourseName): Course {
  const lines = RECORDED_COURSES[name].trim().split("\n").map(lineOf);
  const known = new Map<number, Known>();
  const parents = new Map<number, number>();
  const up = new Set<number>();
  const steps = lines.map((line, at): Step => {
    const { process, deed } = line;
    const before = known.get(process) ?? NOBODY;
    const isSupervisor = deed.kind === "pass" && (deed.code === 2 || deed.code === 1) && process !== 0;
    const now: Known = {
      comm: line.comm ?? before.comm,
      namespaces: line.namespaces ?? before.namespaces,
      hostname: line.hostname ?? before.hostname,
      parent: line.isOrphan ? undefined : before.parent,
      nspid: before.nspid,
      supervisor: isSupervisor ? process : before.supervisor,
    };
    known.set(process, now);
    if (deed.kind === "fork") {
      parents.set(deed.child, process);
      known.set(deed.child, { ...now, parent: process, nspid: deed.childNspid });
    }
    const key = keyOf(lines, at, parents);
    if (key === "up") up.add(process);
    const endsLife = deed.kind === "exit" && up.has(process);
    const leg = legOf(key);
    return { process, gap: gapOf(lines, at, leg), leg, ...now, endsLife, deed };
  });
  const supervisors = new Set(
    steps.filter(({ supervisor }) => supervisor !== 0).map((step) => step.supervisor),
  );
  return { name, steps, boots: Math.max(1, supervisors.size), processes: parents.size + 1 };
}

const read = new Map<CourseName, Course>();

/** A recorded course by its name. */
export function courseOf(name: CourseName): Course {
  const course = read.get(name) ?? courseFrom(name);
  read.set(name, course);
  return course;
}
