-- What the rows of a container's boots repeat, once. Rows of before keep it in their own columns.
CREATE TABLE "surroundings" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "digest" BLOB NOT NULL,
    "cwd" TEXT,
    "haco_hash" TEXT,
    "cgroup" TEXT,
    "rootfs" TEXT,
    "hostname" TEXT,
    "argv" TEXT
) STRICT;
CREATE UNIQUE INDEX "surroundings_digest_key" ON "surroundings"("digest");
ALTER TABLE "boot" ADD COLUMN "surroundings_key" INTEGER;
