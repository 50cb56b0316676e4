import type { ServerResponse } from "node:http";
import { parseBootId, type GoneBoot } from "@hacotaki/core";
import type { Keeping } from "./notebook.ts";

/** The boot that an address of a page or of the API is about, if retention deleted it. */
export function goneBootAt(keeping: Keeping, path: string): GoneBoot | undefined {
  const segment = /^\/(?:boots|api\/boots|api\/v1\/boots)\/([^/]{1,64})(?:\/|$)/.exec(path)?.[1];
  const id = parseBootId(segment ?? "");
  return id && keeping.read((notebook) => notebook.findGoneBoot(id));
}

/**
 * A link to a boot that retention deleted is answered with 410 (gone) in place of 404: the framework's pages cannot say
 * so. What the page says is its own affair.
 */
export function tellGone(keeping: Keeping, path: string, response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  response.writeHead = (status: number, ...rest: unknown[]) =>
    writeHead(status === 404 && goneBootAt(keeping, path) !== undefined ? 410 : status, ...rest);
}
