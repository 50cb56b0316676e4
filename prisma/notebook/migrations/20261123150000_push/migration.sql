CREATE TABLE "push" (
    "endpoint" TEXT NOT NULL PRIMARY KEY,
    "revision" INTEGER NOT NULL
) STRICT;

CREATE TABLE "pushed_boot" (
    "endpoint" TEXT NOT NULL,
    "boot_id" TEXT NOT NULL,

    PRIMARY KEY ("endpoint", "boot_id")
) STRICT;

CREATE INDEX "pushed_boot_boot_id_idx" ON "pushed_boot"("boot_id");
