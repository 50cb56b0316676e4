import type { BootId } from "@hacotaki/core";
import { hashOf } from "../schema/place.ts";
import type { Ask } from "./ask.ts";
import { atPlaces, holdingOfFew } from "./boot-columns.ts";

/** Versions that are asked for at first: a boot has one to three. */
const FEW_VERSIONS = 8;

type Version = { readonly host_id: string; readonly kernel_boot_id: string };
type Row = Version & { readonly is_deleted: number };

const IS_THIS = "boot_id = {id:String}";
const AT_ITS_PLACE = `${atPlaces(`= ${hashOf("{id:String}")}`)} AND ${IS_THIS}`;

/**
 * These columns, `host_id` and `kernel_boot_id` among them, of the one version of a boot that holds. Its last versions are
 * told apart here: putting them together in the question is a quarter of its time. One that has just come may be on its
 * way to its place: it is looked for everywhere.
 * What is asked for may be called as a column is: `boot.version` is the number, whatever else has its name.
 */
export async function oneBoot<Asked extends Version>(
  ask: Ask,
  doing: string,
  columns: string,
  id: BootId,
): Promise<Asked | undefined> {
  const lastVersions = (conditions: string) =>
    ask<Asked & Row>(
      doing,
      `SELECT ${columns}, is_deleted FROM {db:Identifier}.boot WHERE ${conditions}
       ORDER BY boot.version DESC LIMIT ${FEW_VERSIONS}`,
      { id },
    );
  const placed = await lastVersions(AT_ITS_PLACE);
  const versions = placed.length > 0 ? placed : await lastVersions(IS_THIS);
  const known = new Set<string>();
  for (const version of versions) {
    const boot = `${version.host_id} ${version.kernel_boot_id}`;
    if (!known.has(boot) && version.is_deleted === 0) return version;
    known.add(boot);
  }
  if (versions.length < FEW_VERSIONS) return undefined;
  const [row] = await ask<Asked>(doing, `SELECT ${columns} FROM ${holdingOfFew(IS_THIS)}`, { id });
  return row;
}
