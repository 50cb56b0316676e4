import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { endWithReader } from "./output.ts";
import { createProgram } from "./program.ts";
import { reportFailure } from "./report-failure.ts";

function exitCodeOf(error: unknown): ExitCode {
  // commander has said already what is wrong, or printed the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  return reportFailure(error, process.argv.includes("--debug"));
}

/** Does what the command line says, and leaves the exit code for the end of the process. */
export async function run(): Promise<void> {
  endWithReader();
  try {
    const program = await createProgram(process.argv.slice(2));
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}
