import type { Need } from "../access/need.ts";
import type { Operation } from "../api-v1/operations.ts";
import type { Asked } from "./asked.ts";
import type { Speech } from "./problem.ts";
import type { Services } from "./services.ts";

/** The body that a route takes: none, a form of a stated length, or whatever is streamed, which its answer counts. */
export type Takes =
  | { readonly kind: "nothing" }
  | { readonly kind: "form"; readonly maxBytes: number }
  | { readonly kind: "stream" };

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
