import type { BootId } from "@hacotaki/core";
import type { Ask } from "./ask.ts";
import { holdingOfFew } from "./boot-columns.ts";

/** Versions that are asked for at first: a boot has one to three. */
const FEW_VERSIONS = 8;

type Version = { readonly host_id: string; readonly kernel_boot_id: string };

/**
 * These columns, `host_id` and `kernel_boot_id` among them, of the one version of a boot that holds. Its last versions are
 * told apart here: putting them together in the question is a quarter of its time.
 * What is asked for may be called as a column is: `boot.version` is the number, whatever else has its name.
 */
export async function oneBoot<Row extends Version>(
  ask: Ask,
  doing: string,
  columns: string,
  id: BootId,
): Promise<Row | undefined> {
  const versions = await ask<Row & { readonly is_deleted: number }>(
    doing,
    `SELECT ${columns}, is_deleted FROM {db:Identifier}.boot WHERE boot_id = {id:String}
     ORDER BY boot.version DESC LIMIT ${FEW_VERSIONS}`,
    { id },
  );
  const known = new Set<string>();
  for (const version of versions) {
    const boot = `${version.host_id} ${version.kernel_boot_id}`;
    if (!known.has(boot) && version.is_deleted === 0) return version;
    known.add(boot);
  }
  if (versions.length < FEW_VERSIONS) return undefined;
  const [row] = await ask<Row>(doing, `SELECT ${columns} FROM ${holdingOfFew("boot_id = {id:String}")}`, {
    id,
  });
  return row;
}
