import type { Statistics } from "@hacotaki/core";
import type { StorePlace } from "../store-place.ts";
import type { Keeping } from "./kept-columns.ts";

export type Method = keyof Statistics;

/** What the thread is made with. */
export type ThreadData = {
  readonly place: StorePlace;
  readonly keeping?: Keeping;
  readonly manyBoots?: number;
};

/** Of what is kept of the columns, for the log. */
export type Said = {
  readonly event: "columns-read" | "columns-anew" | "columns-kept" | "columns-not-kept";
  readonly level: "info" | "warn";
  readonly text: string;
};

export type ToThread =
  | { readonly kind: "ask"; readonly id: number; readonly method: Method; readonly args: readonly unknown[] }
  /** The database has changed. */
  | { readonly kind: "follow" }
  /** Nobody asks any more: what is worth keeping is kept. */
  | { readonly kind: "end" };

export type FromThread =
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly message: string }
  | { readonly kind: "said"; readonly said: Said }
  | { readonly kind: "ended" };
