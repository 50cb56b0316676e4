import { visibleText } from "@hacotaki/core";
import { CHECK_NAMES, checkDatabase, type CheckName, type CheckReport, type Finding } from "@hacotaki/store";
import type { Command } from "commander";
import { databasePath, withReader, type DatabaseFlag } from "../flags/database.ts";
import { EXIT } from "../output/exit-code.ts";
import { print, printLines, standardOutput } from "../output/output.ts";
import { createProgress } from "../output/progress.ts";
import { counted } from "../terminal/counted.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { command } from "./command.ts";

type Flags = DatabaseFlag & { readonly quick?: boolean; readonly json?: boolean };

/** What a check looks at, and what its figure counts. */
const WORDS: Readonly<Record<CheckName, { readonly about: string; readonly of: string }>> = {
  file: { about: "the file, by SQLite's own check", of: "file" },
  references: { about: "rows that belong to others", of: "table" },
  counters: { about: "counters", of: "counter" },
  derived: { about: "runs against their raw events", of: "run" },
  partition: { about: "boots: every ns in one span of the path", of: "boot" },
  notebook: { about: "what people keep", of: "entr" },
};

const countText = (name: CheckName, count: number) =>
  name === "notebook" ? `${count} ${count === 1 ? "entry" : "entries"}` : counted(count, WORDS[name].of);

const progressText = (name: CheckName, done: number, all: number) =>
  `checking ${WORDS[name].about}${all === 0 ? "" : `: ${done.toLocaleString("en")} of ${all.toLocaleString("en")}`}`;

const place = ({ runId, bootId }: Finding) =>
  [
    ...(runId === undefined ? [] : [`run ${runId}`]),
    ...(bootId === undefined ? [] : [`boot ${bootId}`]),
  ].join(", ");

/** One line a check, with what it found below. */
function linesOf({ checked, findings, more, isQuick }: CheckReport): readonly string[] {
  const paint = paintFor(terminalOf(standardOutput, process.env));
  const lines = CHECK_NAMES.flatMap((name) => {
    const own = findings.filter(({ check }) => check === name);
    const isDamaged = own.some(({ level }) => level === "damage");
    const sign = isDamaged ? "✗" : own.length > 0 ? "!" : "✓";
    return [
      `${sign} ${WORDS[name].about}: ${countText(name, checked[name])}${own.length === 0 ? "" : `, ${counted(own.length, "finding")}`}`,
      ...own.flatMap((finding) => {
        const where = place(finding);
        return [
          `    ${where === "" ? "" : `${where}: `}${visibleText(finding.what, 1_000)}`,
          paint.dim(`      → ${finding.fix}`),
        ];
      }),
    ];
  });
  return [
    ...lines,
    ...(more > 0 ? [`  and ${counted(more, "finding")} more`] : []),
    ...(isQuick ? ["A sample of the runs was looked at; without --quick all of them are."] : []),
  ];
}

async function check({ quick = false, json = false, ...flags }: Flags): Promise<void> {
  // Says so when there is no database.
  await withReader(flags, async () => undefined);
  const progress = createProgress();
  const report = await checkDatabase(databasePath(flags), {
    isQuick: quick,
    onCheck: (...state) => progress.show(() => progressText(...state)),
  });
  progress.clear();
  const isSound = report.findings.every(({ level }) => level === "note");
  if (json) {
    const { path, isQuick, checked, findings, more } = report;
    await print(`${JSON.stringify({ path, isSound, isQuick, checked, findings, more }, undefined, 2)}\n`);
  } else await printLines(linesOf(report));
  if (!isSound) process.exitCode = EXIT.failed;
}

/** `hacotaki check` */
export const checkCommand = (): Command =>
  command(
    "check",
    "Look whether the database is as it should be: file, references, counters, every run against its raw events, every boot's spans, and what people keep. Changes nothing.",
    ["hacotaki check", "hacotaki check --quick --json"],
  )
    .option(
      "--quick",
      "a sample of 300 runs, and SQLite's quick check: seconds instead of an hour a million boots",
    )
    .option("--json", "print JSON")
    .action(check);
