import type { Plan } from "@hacotaki/core/synthesis";
import type { MadePiece } from "./made.ts";

/** What the thread that makes boots up is started with. */
export type ThreadData = { readonly plan: Plan; readonly ahead: number };
/** One piece was written: another may be made. */
export type ToThread = "more";
/** "end" comes after the last piece. */
export type FromThread = MadePiece | "end";
