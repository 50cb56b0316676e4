import { visibleText } from "@hacotaki/core";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { CliFailure, messageOf } from "./failure.ts";
import { isSystemError } from "./system-error.ts";
import { complain } from "./output.ts";

/** By its name: the class would load a whole database for a command that only printed its version. */
const isStoreError = (error: unknown): error is Error & { readonly code: unknown } =>
  error instanceof Error && error.name === "StoreError" && "code" in error;

/** Names come from files and kernels: what acts on a terminal is made visible, line breaks of our own are kept. */
const printable = (message: string) =>
  message
    .split("\n")
    .map((line) => visibleText(line, 2_000))
    .join("\n");

function explained(error: unknown): { readonly text: string; readonly exitCode: ExitCode } {
  if (error instanceof CliFailure) return { text: error.message, exitCode: error.exitCode };
  if (isStoreError(error))
    return { text: error.message, exitCode: error.code === "not-found" ? EXIT.notFound : EXIT.failed };
  if (error instanceof Error && error.name === "CollectorError")
    return { text: error.message, exitCode: EXIT.failed };
  if (isSystemError(error)) return { text: error.message, exitCode: EXIT.failed };
  return {
    text: `unexpected: ${messageOf(error)}\nThis is a mistake in hacotaki; the same command with --debug shows where.`,
    exitCode: EXIT.failed,
  };
}

/** Says on stderr why a command failed; returns its exit code. A stack is shown only to those who ask for it. */
export function reportFailure(error: unknown, isDebugging: boolean): ExitCode {
  const { text, exitCode } = explained(error);
  complain(`hacotaki: ${printable(text)}\n`);
  if (isDebugging && error instanceof Error) {
    complain(`${error.stack ?? ""}\n`);
    if (error.cause instanceof Error) complain(`Caused by ${error.cause.stack ?? ""}\n`);
  }
  return exitCode;
}
