import type { ServerResponse } from "node:http";
import { parseBootId } from "@hacotaki/core";
import type { Keeping } from "./notebook.ts";

/**
 * A link to a boot that retention deleted is answered with 410 (gone) in place of 404: the framework's pages cannot say
 * so. What the page says is its own affair.
 */
export function tellGone(keeping: Keeping, path: string, response: ServerResponse): void {
  const segment = /^\/(?:boots|api\/boots|api\/v1\/boots)\/([^/]{1,64})(?:\/|$)/.exec(path)?.[1];
  const id = parseBootId(segment ?? "");
  if (id === undefined) return;
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  const isGone = () => keeping.read((notebook) => notebook.findGoneBoot(id)) !== undefined;
  response.writeHead = (status: number, ...rest: unknown[]) =>
    writeHead(status === 404 && isGone() ? 410 : status, ...rest);
}
