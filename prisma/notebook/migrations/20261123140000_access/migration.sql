CREATE TABLE "user" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "role" TEXT NOT NULL,
    "password" TEXT NOT NULL,
    "made_at" INTEGER NOT NULL,
    CHECK ("role" IN ('viewer', 'editor', 'admin'))
) STRICT;

CREATE TABLE "session" (
    "token_hash" TEXT NOT NULL PRIMARY KEY,
    "user_name" TEXT NOT NULL,
    "made_at" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    CONSTRAINT "session_user_name_fkey" FOREIGN KEY ("user_name") REFERENCES "user" ("name") ON DELETE CASCADE ON UPDATE CASCADE
) STRICT;

CREATE INDEX "session_user_name_idx" ON "session"("user_name");

CREATE TABLE "api_token" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "token_hash" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "made_at" INTEGER NOT NULL,
    "expires_at" INTEGER,
    "used_at" INTEGER,
    CHECK ("scope" IN ('metrics', 'read'))
) STRICT;

CREATE UNIQUE INDEX "api_token_token_hash_key" ON "api_token"("token_hash");
