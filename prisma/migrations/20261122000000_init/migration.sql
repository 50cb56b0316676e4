-- "haco": how a Hacotaki database is told from any other SQLite file.
PRAGMA application_id = 1751212911;

CREATE TABLE "host" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "host_id_key" ON "host"("id");

CREATE TABLE "recording" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "host_key" INTEGER NOT NULL,
    "host_name" TEXT NOT NULL,
    "kernel_boot_id" TEXT NOT NULL,
    "kernel" TEXT,
    "path" TEXT NOT NULL,
    "build_id" TEXT,
    "generation" TEXT,
    "probes" TEXT NOT NULL,
    "has_kernel_events" INTEGER NOT NULL,
    "wall_offset" INTEGER,
    "started_at" INTEGER NOT NULL,
    "ended_at" INTEGER,
    "seen_at" INTEGER NOT NULL,
    "pid" INTEGER,
    "events" INTEGER NOT NULL,
    "dropped" INTEGER NOT NULL,
    "note" TEXT,
    CONSTRAINT "recording_host_key_fkey" FOREIGN KEY ("host_key") REFERENCES "host" ("key") ON DELETE RESTRICT ON UPDATE CASCADE
) STRICT;
CREATE INDEX "recording_started_at_idx" ON "recording"("started_at");
CREATE INDEX "recording_host_key_idx" ON "recording"("host_key");

CREATE TABLE "run" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "id" TEXT NOT NULL,
    "recording_id" INTEGER NOT NULL,
    "host_key" INTEGER NOT NULL,
    "kernel_boot_id" TEXT NOT NULL,
    "start_at" INTEGER NOT NULL,
    "launcher_tgid" INTEGER,
    "is_open" INTEGER NOT NULL,
    CONSTRAINT "run_recording_id_fkey" FOREIGN KEY ("recording_id") REFERENCES "recording" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "run_host_key_fkey" FOREIGN KEY ("host_key") REFERENCES "host" ("key") ON DELETE RESTRICT ON UPDATE CASCADE
) STRICT;
CREATE UNIQUE INDEX "run_id_key" ON "run"("id");
CREATE INDEX "run_host_key_is_open_idx" ON "run"("host_key", "is_open");
CREATE INDEX "run_recording_id_idx" ON "run"("recording_id");

CREATE TABLE "namespaces" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "pid" INTEGER NOT NULL,
    "pid_for_children" INTEGER NOT NULL,
    "mnt" INTEGER NOT NULL,
    "uts" INTEGER NOT NULL,
    "ipc" INTEGER NOT NULL,
    "net" INTEGER NOT NULL,
    "user" INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX "namespaces_pid_pid_for_children_mnt_uts_ipc_net_user_key" ON "namespaces"("pid", "pid_for_children", "mnt", "uts", "ipc", "net", "user");

CREATE TABLE "haco_text" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "digest" TEXT NOT NULL,
    "text" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "haco_text_digest_key" ON "haco_text"("digest");

CREATE TABLE "boot" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "digest" BLOB NOT NULL,
    "run_key" INTEGER NOT NULL,
    "host_key" INTEGER NOT NULL,
    "host_name" TEXT NOT NULL,
    "kernel" TEXT,
    "source_kind" TEXT NOT NULL,
    "container" TEXT NOT NULL,
    "container_source" TEXT NOT NULL,
    "generation" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "losses" TEXT NOT NULL,
    "furthest_phase" TEXT,
    "lineage" TEXT NOT NULL,
    "wall_time" INTEGER,
    "sort_time" INTEGER NOT NULL,
    "boot_duration" INTEGER,
    "sort_duration" INTEGER NOT NULL,
    "ready_duration" INTEGER,
    "start_at" INTEGER NOT NULL,
    "start_by" TEXT NOT NULL,
    "up_at" INTEGER,
    "up_by" TEXT,
    "ready_at" INTEGER,
    "ready_port" INTEGER,
    "end_at" INTEGER,
    "exit_at" INTEGER,
    "exit_code" INTEGER,
    "exit_signal" INTEGER,
    "is_open" INTEGER NOT NULL,
    "mark_count" INTEGER NOT NULL,
    "process_count" INTEGER NOT NULL,
    "launcher_tgid" INTEGER,
    "supervisor_tgid" INTEGER,
    "container_tgid" INTEGER,
    "haco_file" TEXT,
    "command" TEXT,
    "hostname" TEXT,
    "cgroup" TEXT,
    "rootfs" TEXT,
    "cwd" TEXT,
    "haco_hash" TEXT,
    "haco_text_key" INTEGER,
    "namespaces_key" INTEGER,
    "argv" TEXT,
    CONSTRAINT "boot_run_key_fkey" FOREIGN KEY ("run_key") REFERENCES "run" ("key") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "boot_host_key_fkey" FOREIGN KEY ("host_key") REFERENCES "host" ("key") ON DELETE RESTRICT ON UPDATE CASCADE
) STRICT;
CREATE UNIQUE INDEX "boot_id_key" ON "boot"("id");
CREATE UNIQUE INDEX "boot_revision_key" ON "boot"("revision");
CREATE INDEX "boot_run_key_idx" ON "boot"("run_key");
CREATE INDEX "boot_sort_time_id_idx" ON "boot"("sort_time", "id");
CREATE INDEX "boot_sort_duration_id_idx" ON "boot"("sort_duration", "id");
CREATE INDEX "boot_container_sort_time_id_idx" ON "boot"("container", "sort_time", "id");
CREATE INDEX "boot_container_sort_duration_id_idx" ON "boot"("container", "sort_duration", "id");
CREATE INDEX "boot_host_key_sort_time_id_idx" ON "boot"("host_key", "sort_time", "id");
CREATE INDEX "boot_outcome_sort_time_id_idx" ON "boot"("outcome", "sort_time", "id");
CREATE INDEX "boot_outcome_sort_duration_id_idx" ON "boot"("outcome", "sort_duration", "id");

CREATE TABLE "span_kind" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "slug" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "on_path" INTEGER NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT
) STRICT;

CREATE TABLE "span" (
    "boot_key" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "start_at" INTEGER NOT NULL,
    "duration" INTEGER,
    "kind_key" INTEGER NOT NULL,
    PRIMARY KEY ("boot_key", "position"),
    CONSTRAINT "span_boot_key_fkey" FOREIGN KEY ("boot_key") REFERENCES "boot" ("key") ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX "span_slug_duration_idx" ON "span"("slug", "duration");

CREATE TABLE "process" (
    "boot_key" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "tgid" INTEGER,
    "ppid" INTEGER,
    "nspid" INTEGER,
    "lane" TEXT NOT NULL,
    "comm" TEXT,
    "start_at" INTEGER NOT NULL,
    "exec_file" TEXT,
    "exit_at" INTEGER,
    "exit_code" INTEGER,
    "exit_signal" INTEGER,
    PRIMARY KEY ("boot_key", "position"),
    CONSTRAINT "process_boot_key_fkey" FOREIGN KEY ("boot_key") REFERENCES "boot" ("key") ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE "mark" (
    "run_key" INTEGER NOT NULL,
    "at" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "tgid" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "boot_key" INTEGER,
    "lane" TEXT NOT NULL,
    "flag" INTEGER NOT NULL,
    "text" TEXT,
    PRIMARY KEY ("run_key", "at", "seq", "tgid", "name"),
    CONSTRAINT "mark_run_key_fkey" FOREIGN KEY ("run_key") REFERENCES "run" ("key") ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE "phase_event" (
    "run_key" INTEGER NOT NULL,
    "at" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "tgid" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "boot_key" INTEGER,
    "phase_code" INTEGER,
    "arg0" INTEGER,
    "arg1" INTEGER,
    "arg2" INTEGER,
    "cpu" INTEGER,
    "tid" INTEGER,
    "ppid" INTEGER,
    "nspid" INTEGER,
    "start_at" INTEGER,
    "comm" TEXT,
    "hostname" TEXT,
    "namespaces_key" INTEGER,
    "cgroup_id" INTEGER,
    "child_tgid" INTEGER,
    "child_nspid" INTEGER,
    "child_start_at" INTEGER,
    "file" TEXT,
    "traced" INTEGER,
    "exit_code" INTEGER,
    "exit_signal" INTEGER,
    "port" INTEGER,
    "text" TEXT,
    "detail" TEXT,
    PRIMARY KEY ("run_key", "at", "seq", "kind", "tgid", "name"),
    CONSTRAINT "phase_event_run_key_fkey" FOREIGN KEY ("run_key") REFERENCES "run" ("key") ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE "retired" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "revision" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX "retired_revision_key" ON "retired"("revision");

CREATE TABLE "container" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "boots" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE "counter" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "counter" ("name", "value") VALUES ('revision', 0), ('boots', 0), ('events', 0);
