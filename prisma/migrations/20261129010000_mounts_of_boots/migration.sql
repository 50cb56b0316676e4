-- How many mounts a container had, where a page of many boots need not walk over all of their events for it.
ALTER TABLE "boot" ADD COLUMN "mounts" INTEGER;
UPDATE "boot" SET "mounts" = "told"."mounts"
FROM (
    SELECT "boot_key", CAST("text" AS INTEGER) AS "mounts", min("at")
    FROM "phase_event"
    WHERE "kind" = 'fact' AND "name" = 'mounts' AND "boot_key" IS NOT NULL
        AND "text" NOT GLOB '*[^0-9]*' AND length("text") BETWEEN 1 AND 9
    GROUP BY "boot_key"
) AS "told"
WHERE "told"."boot_key" = "boot"."key";
