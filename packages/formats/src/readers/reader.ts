import type { BootEvent, Source } from "@hacotaki/core";

/**
 * What one line of a file came to. `noise` is a header or blank; `ignored` is well-formed but tells nothing of a boot;
 * with `new-stream` the events of another source begin, and so they may after what was rejected.
 */
export type LineReading =
  | { readonly kind: "events"; readonly events: readonly BootEvent[] }
  | { readonly kind: "noise" }
  | { readonly kind: "ignored" }
  | { readonly kind: "new-stream" }
  | { readonly kind: "rejected"; readonly reason: string; readonly endsStream?: boolean };

/** Reads one file, line by line, in order. */
export type Reader = {
  read(line: string, number: number): LineReading;
  /** Where the events come from; undefined until enough was read to know. */
  source(): Source | undefined;
};

export const FORMATS = ["events", "trace-2019", "trace-0.11", "bpftrace", "otlp", "chrome-trace"] as const;
export type FormatName = (typeof FORMATS)[number];

export const NOISE: LineReading = { kind: "noise" };
export const IGNORED: LineReading = { kind: "ignored" };
export const NEW_STREAM: LineReading = { kind: "new-stream" };
export const rejected = (reason: string): LineReading => ({ kind: "rejected", reason });
export const eventsRead = (...events: BootEvent[]): LineReading => ({ kind: "events", events });

/** What text traces say of their machine: nothing. The same file read twice gives the same boots. */
export const TEXT_SOURCE: Source = {
  kind: "text",
  hostId: "import:text",
  hostName: "imported",
  kernelBootId: "",
  hasKernelEvents: false,
};
