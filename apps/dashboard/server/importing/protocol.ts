import type { ImportMessage } from "@hacotaki/core";

/** What is imported: a file beside the server, or what the request carries. */
export type ImportSource = { readonly name: string; readonly file?: string };

/** What the thread is made with. */
export type ThreadData = { readonly path: string; readonly sources: readonly ImportSource[] };

export type ToThread =
  /** Of what the request carries. */
  | { readonly kind: "chunk"; readonly bytes: Uint8Array }
  | { readonly kind: "end" }
  /** The request cannot be read on, and why. */
  | { readonly kind: "broken"; readonly reason: string }
  /** Whoever asked has gone, or the server goes down: what was read is kept. */
  | { readonly kind: "cancel" };

export type FromThread =
  /** Another chunk can be taken. */
  { readonly kind: "more" } | { readonly kind: "tell"; readonly message: ImportMessage };
