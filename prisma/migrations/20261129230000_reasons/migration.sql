-- What the time of boots went to, so that lists can tell why a boot was slow.
ALTER TABLE "boot" ADD COLUMN "reasons" TEXT;
