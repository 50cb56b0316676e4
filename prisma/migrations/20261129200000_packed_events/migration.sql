-- Events are packed, a block for each run and save. What stands in "phase_event" stays readable there, and is packed
-- in passing: a database of a million boots opens at once.
CREATE TABLE "event_block" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "run_key" INTEGER NOT NULL,
    "first_at" INTEGER NOT NULL,
    "last_at" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "boots" TEXT NOT NULL,
    "checksum" INTEGER NOT NULL,
    "is_compact" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,
    CONSTRAINT "event_block_run_key_fkey" FOREIGN KEY ("run_key") REFERENCES "run" ("key") ON DELETE CASCADE ON UPDATE CASCADE
) STRICT;
CREATE INDEX "event_block_run_key_idx" ON "event_block"("run_key");
-- Whose blocks are to be compacted yet.
CREATE TABLE "fresh_run" (
    "since" INTEGER NOT NULL,
    "run_key" INTEGER NOT NULL,
    PRIMARY KEY ("since", "run_key")
) STRICT, WITHOUT ROWID;
