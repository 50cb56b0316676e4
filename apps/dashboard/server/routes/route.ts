import type { IncomingMessage, ServerResponse } from "node:http";
import type { Need } from "../access/need.ts";
import type { Principal } from "../access/principal.ts";
import type { Operation } from "../api-v1/operations.ts";
import type { Services } from "./services.ts";

/** How a route says what went wrong: to a program (problem+json), in a line of text, or to whoever looks at a page. */
export type Speech = "problem" | "text" | "page";

/** The body that a route takes: none, a form of a stated length, or whatever is streamed, which its answer counts. */
export type Takes =
  | { readonly kind: "nothing" }
  | { readonly kind: "form"; readonly maxBytes: number }
  | { readonly kind: "stream" };

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

/** Answers, or throws a Problem for the dispatcher to tell. HEAD is answered as GET: Node leaves the body out. */
export type Answer = (services: Services, asked: Asked) => void | Promise<void>;

/** An entry of the server. SOCKET is the live connection, with the event that it carries. */
export type Route = {
  readonly method: "GET" | "POST" | "SOCKET";
  /** Segments in brackets are any one segment, `[...]` is any rest. */
  readonly path: string;
  readonly need: Need;
  readonly speaks: Speech;
  readonly takes: Takes;
  /** None for events of the live connection, which are sent unasked. */
  readonly answer?: Answer;
  /** Of the API: what its description says of it. */
  readonly operation?: Operation;
  /** Opens a window elsewhere and speaks to it. */
  readonly handsOver?: true;
};
