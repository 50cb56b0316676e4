CREATE TABLE "pin" (
    "boot_id" TEXT NOT NULL PRIMARY KEY,
    "pinned_at" INTEGER NOT NULL
) STRICT;

CREATE TABLE "note" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "boot_id" TEXT NOT NULL,
    "span" TEXT,
    "text" TEXT NOT NULL,
    "written_at" INTEGER NOT NULL,
    "changed_at" INTEGER
) STRICT;

CREATE INDEX "note_boot_id_idx" ON "note"("boot_id");

CREATE TABLE "share" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "token_hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "comment" TEXT,
    "parts" TEXT NOT NULL,
    "boot_ids" TEXT NOT NULL,
    "snapshot" TEXT NOT NULL,
    "made_at" INTEGER NOT NULL,
    "expires_at" INTEGER,
    "last_seen_at" INTEGER,
    "seen" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX "share_token_hash_key" ON "share"("token_hash");

CREATE TABLE "gone_boot" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "container" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "wall_time" INTEGER,
    "boot_duration" INTEGER,
    "gone_at" INTEGER NOT NULL
) STRICT;
