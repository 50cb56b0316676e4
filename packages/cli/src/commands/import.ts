import { createReadStream, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { omitUndefined, utcNow, visibleText } from "@hacotaki/core";
import {
  FormatError,
  FORMATS,
  importStream,
  type FormatName,
  type ImportReport,
  type ImportSink,
} from "@hacotaki/formats";
import { patientSink, type Patience, type StoreWriter } from "@hacotaki/store";
import { Option, type Command } from "commander";
import { withWriter, type DatabaseFlag } from "../flags/database.ts";
import { EXIT, type ExitCode } from "../output/exit-code.ts";
import { CliFailure } from "../output/failure.ts";
import { countFlag } from "../flags/flags.ts";
import { complain, goOnWithoutReader, print } from "../output/output.ts";
import { createProgress } from "../output/progress.ts";
import { reportFailure } from "../output/report-failure.ts";
import { whyNot } from "../output/system-error.ts";
import { counted } from "../terminal/counted.ts";
import { command } from "./command.ts";

export type ImportFlags = DatabaseFlag & {
  readonly format?: FormatName;
  readonly rejectLimit: number;
  readonly debug?: boolean;
};
type Input = { readonly name: string; readonly bytes?: number; readonly stream: AsyncIterable<Uint8Array> };

const REJECT_LIMIT = 20;
/** So few new boots are named, ready to be shown. */
const NAMED_BOOTS = 3;

async function openInput(file: string): Promise<Input> {
  // By its names as well: a socket, as standard input often is, cannot be opened again.
  if (STANDARD_INPUT.has(file)) return { name: "standard input", stream: process.stdin };
  let found: Stats;
  try {
    found = await stat(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new CliFailure(`no such file: ${file}`, EXIT.notFound);
    throw cannotRead(file, error);
  }
  if (found.isDirectory())
    throw new CliFailure(`cannot import ${file}: it is a folder; name the files in it.`);
  return { name: basename(file), bytes: found.size, stream: bytesOf(file) };
}

const STANDARD_INPUT: ReadonlySet<string> = new Set(["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]);
const cannotRead = (file: string, error: unknown) =>
  new CliFailure(`cannot read ${file}: ${whyNot(error)}`, EXIT.failed, { cause: error });

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Uint8Array; // without an encoding it reads bytes
  } catch (error) {
    throw cannotRead(file, error);
  }
}

function reportLine(name: string, report: ImportReport): string {
  const rejected = report.rejected === 0 ? "" : `, ${counted(report.rejected, "line")} rejected`;
  const ignored = report.ignored === 0 ? "" : `, ${counted(report.ignored, "line")} of other kinds ignored`;
  const cancelled = report.wasCancelled ? "; cancelled, what was read until then is kept" : "";
  const named =
    report.bootIds.length > 0 && report.bootIds.length <= NAMED_BOOTS
      ? ` (${report.bootIds.join(", ")})`
      : "";
  return `${visibleText(name)}: ${counted(report.boots, "boot")}${named} from ${counted(report.events, "event")} in ${counted(report.lines, "line")} of ${report.format}${ignored}${rejected}${cancelled}\n`;
}

async function importFile(
  file: string,
  sink: ImportSink,
  flags: ImportFlags,
  signal: AbortSignal,
): Promise<void> {
  const { name, bytes, stream } = await openInput(file);
  const progress = createProgress();
  const tell = (text: string) => {
    progress.clear();
    complain(`${text}\n`);
  };
  let report: ImportReport;
  try {
    report = await importStream(stream, sink, {
      name,
      signal,
      rejectLimit: flags.rejectLimit,
      now: utcNow,
      ...omitUndefined({ format: flags.format }),
      onProgress: (at) =>
        progress.show(() => {
          const share =
            bytes === undefined || bytes === 0
              ? ""
              : ` ${Math.min(100, Math.floor((100 * at.bytes) / bytes))} %`;
          return `${visibleText(name)}:${share} ${counted(at.lines, "line")}, ${counted(at.boots, "boot")}`;
        }),
      onRejected: ({ line, reason, excerpt }) =>
        tell(`${visibleText(name)}:${line}: ${visibleText(reason, 300)}: ${visibleText(excerpt, 80)}`),
    });
  } finally {
    progress.clear();
  }
  const untold = report.rejected - report.rejectedLines.length;
  if (untold > 0)
    tell(
      `${visibleText(name)}: and ${counted(untold, "more rejected line")}; --reject-limit N tells more of them`,
    );
  await print(reportLine(name, report));
}

const explained = (error: unknown, file: string) =>
  error instanceof FormatError
    ? new CliFailure(`cannot import ${file}: ${error.message}`, EXIT.failed, { cause: error })
    : error;

/** One file that cannot be imported does not keep the others from it. */
export async function importFiles(files: readonly string[], flags: ImportFlags): Promise<void> {
  goOnWithoutReader();
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort());
  process.once("SIGTERM", () => abort.abort());
  let exitCode: ExitCode = EXIT.done;
  const importAll = async (store: StoreWriter, patience: Patience) => {
    for (const file of files) {
      if (abort.signal.aborted) break;
      try {
        await importFile(file, patientSink(store, patience), flags, abort.signal);
      } catch (error) {
        exitCode = reportFailure(explained(error, file), flags.debug === true);
      }
    }
  };
  await withWriter(flags, importAll, abort.signal);
  process.exitCode = abort.signal.aborted ? EXIT.failed : exitCode;
  // A cancelled read of standard input, or of a pipe nobody writes to, would wait for its other end.
  if (abort.signal.aborted) process.exit();
}

/** `hacotaki import` */
export const importCommand = (): Command =>
  command("import", "Import traces. Importing the same file again changes nothing.", [
    "hacotaki import trace.txt boots.ndjson",
    "hacotaki export 7vq2 --format events | ssh host hacotaki import -",
    "hacotaki import --format bpftrace --reject-limit 100 sample.txt",
  ])
    .argument("<file...>", "files to read, plain or compressed with gzip or zstd; - is standard input")
    .addOption(new Option("--format <format>", "what the files are (default: detected)").choices(FORMATS))
    .option(
      "--reject-limit <n>",
      "how many of the lines that cannot be used are told",
      countFlag(0),
      REJECT_LIMIT,
    )
    .action(importFiles);
