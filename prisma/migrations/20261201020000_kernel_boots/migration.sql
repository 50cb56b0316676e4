-- What a kernel calls one boot of it, which all runs since then share: 36 letters, told in each run and its index. From here
-- on runs have '=' and the key of a row in its place. Runs of before keep theirs.
CREATE TABLE "kernel_boot" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "id" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "kernel_boot_id_key" ON "kernel_boot"("id");
