export const FORMAT_ERROR_CODES = ["unknown-format", "not-importable", "empty", "too-large"] as const;
export type FormatErrorCode = (typeof FORMAT_ERROR_CODES)[number];

/** Why a file cannot be imported at all; a single bad line is reported and left out instead. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly code: FormatErrorCode;
  /** The message for whoever imports on a page, where there is no command line to give advice for. */
  readonly onPage: string;
  constructor(code: FormatErrorCode, message: string, options?: ErrorOptions & { readonly onPage?: string }) {
    super(message, options);
    this.code = code;
    this.onPage = options?.onPage ?? message;
  }
}
