import { join } from "node:path";
import { at } from "../../packages/layout/index.js";

/** Root of the working tree. */
export const REPOSITORY = at(".").replace(/\/$/, "");

/** What set-up remembers: stamps, logs and its lock. Not in git; safe to delete. */
export const SETUP_FOLDER = join(REPOSITORY, ".setup");
