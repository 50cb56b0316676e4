import type { RetentionNews } from "@hacotaki/store";

/** What a collector tells of itself while it runs. */
export type CollectorState =
  | { readonly kind: "waiting"; readonly message: string }
  | {
      readonly kind: "attached";
      readonly path: string;
      readonly probes: readonly string[];
      readonly generations: readonly string[];
      readonly recording: number;
    }
  /** Programs of OCI runtimes and their engines are followed: told at the start, and when they change. */
  | { readonly kind: "following"; readonly programs: readonly string[]; readonly recording: number }
  | { readonly kind: "detached"; readonly path: string; readonly reason: string }
  | { readonly kind: "dropped"; readonly count: bigint }
  /** A run fires more than the limits allow: what is beyond is counted and not kept. */
  | { readonly kind: "flood"; readonly message: string }
  /** The database takes nothing, and boots wait in memory, until it is "resumed". */
  | { readonly kind: "held-up"; readonly message: string }
  | { readonly kind: "resumed" }
  /** What retention deleted, or that it cannot hold its limit; the figures are in the database as well. */
  | { readonly kind: "retention"; readonly news: RetentionNews }
  | { readonly kind: "problem"; readonly message: string };
