import { parseBootId, type BootId, omitUndefined } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { notFound, wrongUsage } from "../output/failure.ts";

/** Shorter beginnings are typing mistakes more often than ids. */
const LEAST_PREFIX = 3;
const PAGE = 200;
const MOST_NAMED = 5;

/** Ids that begin with `prefix`: enough of them to tell that there are several. */
async function idsBeginning(store: StoreReader, prefix: string): Promise<BootId[]> {
  const found: BootId[] = [];
  let after: string | undefined;
  do {
    const page = await store.listBoots({
      filter: { text: prefix },
      limit: PAGE,
      ...omitUndefined({ after }),
    });
    for (const { id } of page.boots) if (id.startsWith(prefix)) found.push(id);
    after = page.next;
  } while (after !== undefined && found.length <= MOST_NAMED);
  return found;
}

/** The one boot meant by an id, or by its beginning where no other id begins so. */
export async function resolveBootId(store: StoreReader, typed: string): Promise<BootId> {
  const prefix = typed.toLowerCase().replaceAll("o", "0").replaceAll(/[il]/g, "1");
  if (!/^[0-9a-hjkmnp-tv-z]{1,16}$/.test(prefix) || prefix.length < LEAST_PREFIX)
    throw wrongUsage(
      `"${typed}" is no boot id: 16 letters and digits, or at least the first ${LEAST_PREFIX}. hacotaki list shows them.`,
    );
  const whole = parseBootId(prefix);
  if (whole !== undefined) return whole;
  const found = await idsBeginning(store, prefix);
  const [only, ...others] = found;
  if (only === undefined)
    throw notFound(`no boot whose id begins with "${typed}". hacotaki list shows them.`);
  if (others.length === 0) return only;
  const named = found.slice(0, MOST_NAMED).join(", ");
  throw wrongUsage(
    `"${prefix}" is the beginning of several boots (${named}${found.length > MOST_NAMED ? ", …" : ""}): give more of it.`,
  );
}

export const noSuchBoot = (id: BootId) =>
  notFound(
    `no boot ${id} in this database. hacotaki list shows which there are; --db names another database.`,
  );
