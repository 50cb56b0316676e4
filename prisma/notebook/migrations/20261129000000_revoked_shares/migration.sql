-- When a share was revoked: what it showed is gone, a line about it stays until it is removed.
ALTER TABLE "share" ADD COLUMN "revoked_at" INTEGER;
