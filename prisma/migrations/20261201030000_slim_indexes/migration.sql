-- Orders by time end with the time: boots of one nanosecond are few, and put in order by their ids as they are read. Orders by
-- duration keep the id, for all boots without one share their place.
DROP INDEX "boot_sort_time_id_idx";
DROP INDEX "boot_container_sort_time_id_idx";
DROP INDEX "boot_host_key_sort_time_id_idx";
DROP INDEX "boot_outcome_sort_time_id_idx";
CREATE INDEX "boot_sort_time_idx" ON "boot"("sort_time");
CREATE INDEX "boot_container_sort_time_idx" ON "boot"("container", "sort_time");
CREATE INDEX "boot_host_key_sort_time_idx" ON "boot"("host_key", "sort_time");
CREATE INDEX "boot_outcome_sort_time_idx" ON "boot"("outcome", "sort_time");
