-- Spans are put in order in memory. Their index took more than half of the time that saving boots takes.
DROP INDEX "span_slug_duration_idx";
