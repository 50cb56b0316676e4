import type { Statistics } from "@hacotaki/core";

/** As with the database: made by the server, before any page exists, and shared with pages that are bundled apart from it. */
const PLACE = Symbol.for("hacotaki.dashboard.statistics");
type Global = typeof globalThis & { [PLACE]?: Statistics };

export function publishStatistics(statistics: Statistics): void {
  (globalThis as Global)[PLACE] = statistics;
}

/** Statistics of many boots. Rejects while the database cannot be read. */
export function statistics(): Statistics {
  const found = (globalThis as Global)[PLACE];
  if (found === undefined) throw new Error("pages are served by apps/dashboard/server/main.ts only");
  return found;
}
