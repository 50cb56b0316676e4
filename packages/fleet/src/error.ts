/** The one error of this package. Its message says what was tried, on what, and what to do. */
export class FleetError extends Error {
  override readonly name = "FleetError";
  readonly code: FleetErrorCode;
  constructor(code: FleetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
/** "newer": its tables are of a later version. "denied": the user may not. "failed": whatever else it answered. */
export type FleetErrorCode = "unreachable" | "denied" | "newer" | "failed";
