-- What a collector did in the last hour, in a ring: the next sample of a place takes that of an hour before.
CREATE TABLE "collector_sample" (
    "place" INTEGER NOT NULL PRIMARY KEY,
    "at" INTEGER NOT NULL,
    "length" INTEGER NOT NULL,
    "started_at" INTEGER NOT NULL,
    "pid" INTEGER NOT NULL,
    "wall_offset" INTEGER NOT NULL,
    "events" INTEGER NOT NULL,
    "dropped" INTEGER NOT NULL,
    "limited" INTEGER NOT NULL,
    "waiting" INTEGER NOT NULL,
    "commits" INTEGER NOT NULL,
    "largest_commit" INTEGER NOT NULL,
    "lag_mean" INTEGER,
    "lag_most" INTEGER,
    "cpu" INTEGER NOT NULL,
    "memory_bytes" INTEGER NOT NULL,
    "database_bytes" INTEGER NOT NULL,
    "wal_bytes" INTEGER NOT NULL
) STRICT;
