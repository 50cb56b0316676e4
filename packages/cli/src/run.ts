import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./output/exit-code.ts";
import { endWithReader } from "./output/output.ts";
import { createProgram } from "./program.ts";
import { reportFailure } from "./output/report-failure.ts";

function exitCodeOf(error: unknown, isDebugging: boolean): ExitCode {
  // commander has said already what is wrong, or printed the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  return reportFailure(error, isDebugging);
}

/** Does what the command line says, and leaves the exit code for the end of the process. */
export async function run(): Promise<void> {
  const isDebugging = process.argv.includes("--debug");
  endWithReader(isDebugging);
  /** Nothing is left that could wake it up: a command that waits for that is not done. */
  const onStranded = () => {
    process.exitCode = reportFailure(new Error("the command ended before it was done"), isDebugging);
  };
  process.once("beforeExit", onStranded);
  try {
    const program = await createProgram(process.argv.slice(2));
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error, isDebugging);
  }
  process.off("beforeExit", onStranded);
}
