import type { BootId, RunId } from "@hacotaki/core";

/** In the order in which they are made. */
export const CHECK_NAMES = ["file", "references", "counters", "derived", "partition", "notebook"] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** What is not as it should be. */
export type Finding = {
  readonly check: CheckName;
  /** "note": nothing is damaged or lost. */
  readonly level: "damage" | "note";
  /** In words, with where. */
  readonly what: string;
  /** What to do. */
  readonly fix: string;
  readonly bootId?: BootId;
  readonly runId?: RunId;
};

export type CheckReport = {
  readonly path: string;
  /** A sample of the runs was looked at, rather than all of them. */
  readonly isQuick: boolean;
  /** How many things each check looked at: files, tables, runs, boots. */
  readonly checked: Readonly<Record<CheckName, number>>;
  readonly findings: readonly Finding[];
  /** Findings beyond those that are listed. */
  readonly more: number;
};

/** Long work tells how far it is: of 0 where nobody knows. */
export type OnCheck = (check: CheckName, done: number, all: number) => void;

/** Of one kind, many say no more than some. */
const MOST_LISTED = 200;

/** Collects what is found, a bounded number of it. */
export function createFindings() {
  const findings: Finding[] = [];
  let more = 0;
  const checked: Record<CheckName, number> = {
    file: 0,
    references: 0,
    counters: 0,
    derived: 0,
    partition: 0,
    notebook: 0,
  };
  return {
    findings,
    checked,
    get more() {
      return more;
    },
    add(finding: Finding): void {
      if (findings.length < MOST_LISTED) findings.push(finding);
      else more++;
    },
  };
}
export type Findings = ReturnType<typeof createFindings>;
