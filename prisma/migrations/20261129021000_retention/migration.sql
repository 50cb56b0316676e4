-- What retention was asked for and how far it is, for pages and metrics: one row, or none where nothing is asked.
CREATE TABLE "retention" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "keep" INTEGER,
    "max_bytes" INTEGER,
    "margin_bytes" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "told_at" INTEGER NOT NULL,
    "deleted_at" INTEGER,
    "deleted_boots" INTEGER NOT NULL,
    "deleted_before" INTEGER NOT NULL,
    "kept_runs" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL
) STRICT;
-- Runs that are deleted in several transactions, because one would hold up writers: whoever finds one goes on with it.
CREATE TABLE "leaving" (
    "run_key" INTEGER NOT NULL PRIMARY KEY,
    CONSTRAINT "leaving_run_key_fkey" FOREIGN KEY ("run_key") REFERENCES "run" ("key") ON DELETE CASCADE ON UPDATE CASCADE
) STRICT;
