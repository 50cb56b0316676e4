import type { Boot } from "../domain/boot.ts";

/** What is left of a boot that retention deleted: enough to say what a link to it once showed. */
export type GoneBoot = Pick<Boot, "id" | "container" | "outcome" | "wallTime"> & {
  /** ns; undefined where it was not known. */
  readonly bootDuration?: bigint;
  /** Wall time, UTC ns. */
  readonly goneAt: bigint;
};
