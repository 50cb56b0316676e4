-- What is heavy of a boot and read with it alone leaves its row: boots of before keep it there, and are read as they stand.
CREATE TABLE "boot_body" (
    "boot_key" INTEGER NOT NULL PRIMARY KEY,
    "spans" TEXT NOT NULL,
    "processes" BLOB NOT NULL,
    "reasons" TEXT,
    CONSTRAINT "boot_body_boot_key_fkey" FOREIGN KEY ("boot_key") REFERENCES "boot" ("key") ON DELETE CASCADE ON UPDATE CASCADE
) STRICT;
DROP VIEW "span";
CREATE VIEW "span" AS
SELECT "boot"."key" AS "boot_key", "part"."key" AS "position", "kind"."slug" AS "slug",
    CASE WHEN "part"."value" ->> 2 IS NULL THEN 'open' WHEN "part"."value" ->> 3 = 1 THEN 'failed' ELSE 'closed' END AS "state",
    "boot"."start_at" + (
        SELECT sum(("before"."value" ->> 1) + iif("before"."key" < "part"."key", coalesce("before"."value" ->> 2, 0), 0))
        FROM json_each(coalesce("boot"."spans", "body"."spans")) AS "before" WHERE "before"."key" <= "part"."key"
    ) AS "start_at",
    "part"."value" ->> 2 AS "duration", "part"."value" ->> 0 AS "kind_key"
FROM "boot" LEFT JOIN "boot_body" AS "body" ON "body"."boot_key" = "boot"."key",
    json_each(coalesce("boot"."spans", "body"."spans")) AS "part", "span_kind" AS "kind"
WHERE "kind"."key" = "part"."value" ->> 0;
