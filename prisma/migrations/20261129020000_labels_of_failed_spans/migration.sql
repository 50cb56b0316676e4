-- A span's label says what ran in it; that a death cut it short is its state.
UPDATE "span_kind" SET "label" = substr("label", 1, length("label") - length(', until exit'))
WHERE "label" LIKE '%, until exit';
