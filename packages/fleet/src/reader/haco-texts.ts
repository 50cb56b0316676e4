import type { Ask } from "./ask.ts";

/**
 * Texts of haco files by their digests, those of the boot's own host before others: a database of many hosts ships each
 * text once. What is not there is left out.
 */
export async function hacoTexts(
  ask: Ask,
  host: string,
  digests: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (digests.length === 0) return new Map();
  const found = await ask<{ readonly digest: string; readonly text: string }>(
    "read haco files of",
    `SELECT digest, text FROM {db:Identifier}.haco_text WHERE digest IN {digests:Array(String)}
     ORDER BY host_id = {host:String} DESC LIMIT 1 BY digest`,
    { host, digests },
  );
  return new Map(found.map(({ digest, text }) => [digest, text]));
}
