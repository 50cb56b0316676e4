-- Boots of OCI runtimes beside those of haconiwa.
ALTER TABLE "boot" ADD COLUMN "runtime" TEXT;
ALTER TABLE "boot" ADD COLUMN "oci" TEXT;
