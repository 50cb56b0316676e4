import { parseBootId, type GoneBoot } from "@hacotaki/core";
import type { Keeping } from "./notebook.ts";

/** The boot that an address of a page or of the API is about, if retention deleted it. */
export function goneBootAt(keeping: Keeping, path: string): GoneBoot | undefined {
  const segment = /^\/(?:boots|api\/boots|api\/v1\/boots)\/([^/]{1,64})(?:\/|$)/.exec(path)?.[1];
  const id = parseBootId(segment ?? "");
  return id && keeping.read((notebook) => notebook.findGoneBoot(id));
}
