import type { Keeping } from "../server/notebook.ts";

/** As with the database: opened by the server, and shared with pages that are bundled apart from it. */
const PLACE = Symbol.for("hacotaki.dashboard.notebook");
type Global = typeof globalThis & { [PLACE]?: Keeping };

export function publishNotebook(keeping: Keeping): void {
  (globalThis as Global)[PLACE] = keeping;
}

/** What people keep beside the boots. */
export function notebook(): Pick<Keeping, "read"> {
  const found = (globalThis as Global)[PLACE];
  if (found === undefined) throw new Error("pages are served by apps/dashboard/server/main.ts only");
  return found;
}
