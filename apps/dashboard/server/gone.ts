import { parseBootId, type GoneBoot } from "@hacotaki/core";
import type { Keeping } from "./notebook.ts";

/** The boot of an address's id, if retention deleted it. */
export function goneBoot(keeping: Pick<Keeping, "read">, given: string | undefined): GoneBoot | undefined {
  const id = parseBootId(given ?? "");
  return id && keeping.read((notebook) => notebook.findGoneBoot(id));
}
