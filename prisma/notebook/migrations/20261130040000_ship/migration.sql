-- How far boots were shipped to a fleet's database, and what is told of it.
CREATE TABLE "ship" (
    "destination" TEXT NOT NULL PRIMARY KEY,
    "spool" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "told_at" INTEGER NOT NULL,
    "caught_up_at" INTEGER,
    "waiting" INTEGER NOT NULL,
    "boots" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL
) STRICT;
