import { join } from "node:path";
import type { Page } from "@playwright/test";
import { test as base } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { idOf } from "./fixtures.ts";
import { storeManyBoots } from "./many-boots.ts";
import { importExamples } from "./recorded.ts";

/** Dashboards over the example boots, over many boots of one container, and over nothing. */
type Dashboards = Readonly<Record<"examples" | "many" | "empty", Dashboard>>;

export const test = base.extend<object, { readonly dashboards: Dashboards }>({
  dashboards: [
    // Playwright reads the fixtures a fixture needs from this pattern: it has to be one.
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = (name: string) => join(folder, `${name}.db`);
      await importExamples(db("examples"));
      storeManyBoots(db("many"), 200);
      // Pages show times in the time zone of the server.
      process.env["TZ"] = "UTC";
      const dashboards: Dashboards = {
        examples: await startDashboard(db("examples")),
        many: await startDashboard(db("many")),
        empty: await startDashboard(db("empty")),
      };
      await use(dashboards);
      for (const dashboard of Object.values(dashboards)) await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

/** A page in a state worth looking at. */
export type State = {
  readonly name: string;
  readonly url: (dashboards: Dashboards) => Promise<string>;
  /** Brings the page into the state. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** What is read to whom does not see it. */
  readonly spoken?: string;
  readonly width?: number;
};

const boot =
  (container: string, query = "") =>
  async ({ examples }: Dashboards) =>
    `${examples.url}/boots/${await idOf(examples, container)}${query}`;

const compared =
  (containers: readonly string[], query = "") =>
  async ({ examples }: Dashboards) => {
    const ids = await Promise.all(containers.map((container) => idOf(examples, container)));
    return `${examples.url}/compare?boots=${ids.join(",")}${query}`;
  };
const EIGHT = [
  "min-true",
  "slow-hooks",
  "multi-child-0",
  "multi-child-1",
  "multi-child-2",
  "user-probes",
  "tcp-c",
  "haconiwa",
];

export const STATES: readonly State[] = [
  { name: "boots", url: async ({ examples }) => examples.url, spoken: ".boot-list table" },
  { name: "boots-box", url: async ({ many }) => `${many.url}/?scale=log&box=..%2C1s..2s` },
  { name: "boot", url: boot("min-true", "?span=pivot-root"), spoken: '[role="treegrid"]' },
  { name: "boot-failed", url: boot("fail-nocmd") },
  { name: "boot-of-many", url: boot("multi-child-0") },
  { name: "boot-narrow", url: boot("min-true"), width: 390 },
  { name: "compare", url: compared(["min-true", "slow-hooks"]), spoken: ".compare-table" },
  { name: "compare-eight", url: compared(EIGHT) },
  { name: "compare-narrow", url: compared(["min-true", "slow-hooks"]), width: 390 },
  {
    name: "container",
    url: async ({ many }) => `${many.url}/containers/web`,
    spoken: ".container-page > section >> nth=0",
  },
  { name: "live", url: async ({ examples }) => `${examples.url}/live`, spoken: "main" },
  { name: "collector", url: async ({ examples }) => `${examples.url}/collector` },
  { name: "empty", url: async ({ empty }) => empty.url },
  { name: "not-found", url: async ({ many }) => `${many.url}/containers/wev` },
  {
    name: "palette",
    url: async ({ examples }) => `${examples.url}/live`,
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: /Container, boot id/ }).pressSequentially("multi");
      await page.getByRole("option", { name: "multi-child-0" }).first().waitFor();
    },
    spoken: "dialog",
  },
];
