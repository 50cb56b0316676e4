-- What else booted meanwhile: the runs of one kernel boot by their start.
CREATE INDEX "run_host_key_kernel_boot_id_start_at_idx" ON "run"("host_key", "kernel_boot_id", "start_at");
