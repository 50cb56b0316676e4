-- "hacn": how a notebook is told from any other SQLite file.
PRAGMA application_id = 1751212910;

CREATE TABLE "baseline" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "note" TEXT,
    "boot_id" TEXT,
    "filter" TEXT,
    "saved_at" INTEGER NOT NULL,
    CHECK (("boot_id" IS NULL) <> ("filter" IS NULL))
) STRICT;
