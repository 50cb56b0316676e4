import { unpackBoots, type BootSummary, type PackedBoots } from "@hacotaki/core";
import { test as base } from "@playwright/test";
import { join } from "node:path";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { importExamples } from "./recorded.ts";

type WorkerFixtures = {
  /** A dashboard over the example boots, which nobody changes but who has one of their own. */
  readonly dashboard: Dashboard;
  /** Whose dashboard it is: `test.use({ owner: "…" })` in a file that writes to it. Everybody's otherwise. */
  readonly owner: string;
};

export const test = base.extend<object, WorkerFixtures>({
  owner: ["everybody", { option: true, scope: "worker" }],
  dashboard: [
    // Playwright reads the fixtures a fixture needs from this pattern: it has to be one.
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = join(folder, "boots.db");
      await importExamples(db);
      const dashboard = await startDashboard(db);
      await use(dashboard);
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

export { expect } from "@playwright/test";

/** Ids of the example boots by container name. */
export async function exampleIds({ url }: Dashboard): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await listedBoots(url)).map(({ id, container }) => [container, id]));
}

/** What the list of a dashboard shows first, by its own query. */
export async function listedBoots(url: string, search = ""): Promise<readonly BootSummary[]> {
  const answer = await fetch(`${url}/api/boots${search}`);
  return unpackBoots((await answer.text()) as PackedBoots).boots;
}

export async function idOf(dashboard: Dashboard, container: string): Promise<string> {
  const id = (await exampleIds(dashboard))[container];
  if (id === undefined) throw new Error(`no boot of ${container}`);
  return id;
}
