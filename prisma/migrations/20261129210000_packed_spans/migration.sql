-- A boot's spans and processes stand in its own row. What rows hold of them stays readable there, and is packed in passing.
ALTER TABLE "boot" ADD COLUMN "spans" TEXT;
ALTER TABLE "boot" ADD COLUMN "processes" BLOB;
ALTER TABLE "span" RENAME TO "span_row";
ALTER TABLE "process" RENAME TO "process_row";
-- For who asks by SQL: [kind, ns after the end of the one before, length, 1 for a failed one], … Rows of before are not
-- among them until they are packed: with them, a question about one boot would read all.
CREATE VIEW "span" AS
SELECT "boot"."key" AS "boot_key", "part"."key" AS "position", "kind"."slug" AS "slug",
    CASE WHEN "part"."value" ->> 2 IS NULL THEN 'open' WHEN "part"."value" ->> 3 = 1 THEN 'failed' ELSE 'closed' END AS "state",
    "boot"."start_at" + (
        SELECT sum(("before"."value" ->> 1) + iif("before"."key" < "part"."key", coalesce("before"."value" ->> 2, 0), 0))
        FROM json_each("boot"."spans") AS "before" WHERE "before"."key" <= "part"."key"
    ) AS "start_at",
    "part"."value" ->> 2 AS "duration", "part"."value" ->> 0 AS "kind_key"
FROM "boot", json_each("boot"."spans") AS "part", "span_kind" AS "kind"
WHERE "kind"."key" = "part"."value" ->> 0;
