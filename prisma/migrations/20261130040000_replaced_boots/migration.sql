-- Of an id that turned out to be another boot's: where it was. Of a boot that was deleted: nothing.
ALTER TABLE "retired" ADD COLUMN "host_id" TEXT;
ALTER TABLE "retired" ADD COLUMN "kernel_boot_id" TEXT;
