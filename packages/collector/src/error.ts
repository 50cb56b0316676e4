import { NativeError } from "@hacotaki/native";

export const COLLECTOR_ERROR_CODES = [
  "not-built",
  "not-permitted",
  "binary-not-found",
  "binary-unreadable",
  "binary-busy",
  "not-an-executable",
  "no-probes",
  "kernel-unsupported",
  "already-collecting",
  "own-pid-namespace",
  "not-linux",
  "failed",
] as const;
export type CollectorErrorCode = (typeof COLLECTOR_ERROR_CODES)[number];

const PASSING_CODES: ReadonlySet<CollectorErrorCode> = new Set([
  "failed",
  "already-collecting",
  "binary-not-found",
  "binary-busy",
]);

/** Why nothing can be collected: the message says what was tried, on what, and what to do. */
export class CollectorError extends Error {
  override readonly name = "CollectorError";
  readonly code: CollectorErrorCode;
  constructor(code: CollectorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
  /** Trying again later cannot help: privileges, kernel or build have to change first. */
  get isLasting(): boolean {
    return !PASSING_CODES.has(this.code);
  }
}

/** An error of the native part in our own words' class; any other as it is. */
export const asCollectorError = (error: unknown): unknown => {
  if (!(error instanceof NativeError)) return error;
  const code = error.code === "closed" ? "failed" : error.code;
  return new CollectorError(code, error.message, { cause: error });
};
