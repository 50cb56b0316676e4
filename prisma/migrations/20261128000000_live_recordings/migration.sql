-- Live recordings by their last sign of life, however many files were imported since.
CREATE INDEX "recording_kind_seen_at_idx" ON "recording"("kind", "seen_at");
