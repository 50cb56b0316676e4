-- Runs that have ended, many to a row: their events, and what stood in "boot_body" of their boots. Ranges of keys of two
-- rows never overlap. Empty at first: nothing is moved when a database is opened.
CREATE TABLE "archive" (
    "last_run_key" INTEGER NOT NULL PRIMARY KEY,
    "first_run_key" INTEGER NOT NULL,
    "runs" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "gone_runs" INTEGER NOT NULL,
    "gone" TEXT NOT NULL,
    "checksum" INTEGER NOT NULL,
    "bodies" BLOB NOT NULL,
    "events" BLOB NOT NULL
) STRICT;
CREATE INDEX "archive_gone_runs_idx" ON "archive"("gone_runs");
