import type { IncomingMessage, ServerResponse } from "node:http";
import type { Principal } from "../access/principal.ts";

/** One request that may be answered. */
export type Asked = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly principal: Principal;
  /** Where our pages are, the path as it came, and the query. */
  readonly url: URL;
  /** What stands in place of the brackets of the route's path, escapes and all. */
  readonly parameters: Readonly<Record<string, string>>;
};
