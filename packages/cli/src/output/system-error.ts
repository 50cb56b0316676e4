import { getSystemErrorMessage } from "node:util";

export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "code" in error;

/** Why the system refused, in its own words: "no space left on device". */
export const whyNot = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { errno } = error as NodeJS.ErrnoException;
  return errno === undefined ? error.message : getSystemErrorMessage(errno);
};
