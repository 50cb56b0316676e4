import type { Pipeline } from "../events/pipeline.ts";

/** What is collected as one recording: a binary with probes, or the programs of OCI runtimes and engines. */
export type Target = {
  /** Of the binary, or of the programs, for people. */
  readonly path: string;
  readonly pipeline: Pipeline;
  /** Lets go of what was followed for it: other collectors may have it. */
  release(): void;
  /** Why it goes as soon as none of its boots is under way; undefined while it is what its path leads to. */
  goesFor: string | undefined;
};
