import { utcNow, type ChangesMessage } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";

/** More changed rows than this in one message would stall browsers: they load the list anew instead. */
const MAX_CHANGED = 200;

/** Everything that changed after a revision, or word that it is too much to tell. */
export async function changesSince(reader: StoreReader, since: bigint): Promise<ChangesMessage> {
  const { boots, retired, revision } = await reader.changesSince(since, MAX_CHANGED);
  if (boots.length + retired.length < MAX_CHANGED)
    return { since, revision, boots, retired, skipped: false, now: utcNow() };
  const { revision: latest } = await reader.facts();
  return { since, revision: latest, boots: [], retired: [], skipped: true, now: utcNow() };
}
