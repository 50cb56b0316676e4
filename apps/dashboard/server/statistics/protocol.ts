import type { Statistics } from "@hacotaki/core";

export type Method = keyof Statistics;

/** What the thread is made with. */
export type ThreadData = { readonly path: string };

export type ToThread =
  | { readonly kind: "ask"; readonly id: number; readonly method: Method; readonly args: readonly unknown[] }
  /** The database has changed. */
  | { readonly kind: "follow" };

export type FromThread =
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly message: string };
