import { EXIT, type ExitCode } from "./exit-code.ts";

/** A command cannot do what it was asked: the message says what, where and what to do. */
export class CliFailure extends Error {
  override readonly name = "CliFailure";
  readonly exitCode: ExitCode;
  constructor(message: string, exitCode: ExitCode = EXIT.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

export const wrongUsage = (message: string) => new CliFailure(message, EXIT.wrongUsage);
export const notFound = (message: string) => new CliFailure(message, EXIT.notFound);

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
