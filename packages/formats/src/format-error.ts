export const FORMAT_ERROR_CODES = ["unknown-format", "not-importable", "empty", "too-large"] as const;
export type FormatErrorCode = (typeof FORMAT_ERROR_CODES)[number];

/** Why a file cannot be imported at all; a single bad line is reported and left out instead. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly code: FormatErrorCode;
  constructor(code: FormatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
