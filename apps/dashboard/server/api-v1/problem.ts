import type { Problem } from "./schemas.ts";

/** A request that cannot be answered, in the words of RFC 9457. Thrown by handlers. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(status: number, title: string, more: Pick<Problem, "detail" | "errors"> = {}) {
    super(title);
    this.problem = { type: "about:blank", title, status, ...more };
  }
}
