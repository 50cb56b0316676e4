import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** Root of the working tree. */
export const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** What set-up remembers: stamps, logs and its lock. Not in git; safe to delete. */
export const SETUP_FOLDER = join(REPOSITORY, ".setup");
