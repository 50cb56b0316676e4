-- Budgets that somebody wants to hear of, who is told, and what was told.
CREATE TABLE "webhook" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "made_at" INTEGER NOT NULL
) STRICT;

CREATE TABLE "alert" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "container" TEXT,
    "budget" TEXT NOT NULL,
    "webhook" TEXT,
    "made_at" INTEGER NOT NULL
) STRICT;

CREATE TABLE "firing" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "alert_id" INTEGER NOT NULL,
    "container" TEXT NOT NULL,
    "budget" TEXT NOT NULL,
    "fired_at" INTEGER NOT NULL,
    "resolved_at" INTEGER,
    "value" INTEGER NOT NULL,
    "boots" INTEGER NOT NULL,
    "usual_boots" INTEGER,
    "usual_p50" INTEGER,
    "usual_p95" INTEGER,
    "since" INTEGER,
    "boot_id" TEXT,
    "open" TEXT
) STRICT;

CREATE UNIQUE INDEX "firing_open_key" ON "firing"("open");
CREATE INDEX "firing_fired_at_idx" ON "firing"("fired_at");

CREATE TABLE "alert_message" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "firing_id" INTEGER,
    "kind" TEXT NOT NULL,
    "webhook" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "queued_at" INTEGER NOT NULL,
    "next_at" INTEGER,
    "tries" INTEGER NOT NULL,
    "sent_at" INTEGER,
    "given_up_at" INTEGER,
    "problem" TEXT
) STRICT;

CREATE UNIQUE INDEX "alert_message_firing_id_kind_key" ON "alert_message"("firing_id", "kind");
CREATE INDEX "alert_message_next_at_idx" ON "alert_message"("next_at");
