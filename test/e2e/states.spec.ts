import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";
import { STATES, test } from "./states.ts";
import { violations } from "./violations.ts";

const HEIGHT = 750;
const WIDE = 1100;
const NARROW = 390;
/** A window of 1280 pixels at 200 %. */
const ZOOMED = 640;

/** What is another at every run: where files lie, their sizes, when they were read. */
const CHANGING = ".facts dd, .command code";

/** Pages show text in a fallback when a font comes late: here the font is waited for. */
async function waitForFonts(page: Page): Promise<void> {
  await page.route("**/*.css", async (route) => {
    const response = await route.fetch();
    const css = (await response.text()).replaceAll("font-display:swap", "font-display:block");
    await route.fulfill({ response, body: css });
  });
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// Each test looks at a page of its own, and none changes what is shown.
test.describe.configure({ mode: "parallel" });

for (const { name, url, act, spoken, width = WIDE } of STATES)
  for (const colorScheme of ["light", "dark"] as const)
    test(`${name} looks and reads as it did, and everybody can use it (${colorScheme})`, async ({
      browser,
      dashboards,
    }) => {
      const context = await browser.newContext({
        colorScheme,
        reducedMotion: "reduce",
        locale: "en-GB",
        timezoneId: "UTC",
        viewport: { width, height: HEIGHT },
      });
      const page = await context.newPage();
      await waitForFonts(page);
      await expect(async () => {
        await page.goto(await url(dashboards));
        await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
        // Statistics are counted after the start: until they are, pages say so.
        await expect(page.getByText(/Still counting|counting boots/i)).toHaveCount(0, { timeout: 2000 });
      }).toPass();
      await act?.(page);
      await page.evaluate(() => document.fonts.ready);
      await expect.soft(page).toHaveScreenshot(`${name}-${colorScheme}.png`, {
        maxDiffPixelRatio: 0.01,
        mask: [page.locator(CHANGING)],
      });
      if (spoken !== undefined && colorScheme === "light")
        await expect.soft(page.locator(spoken)).toMatchAriaSnapshot({ name: `${name}.aria.yml` });
      expect.soft(await violations(page, colorScheme === "light" ? "all" : "of themes")).toEqual([]);
      for (const narrower of [ZOOMED, NARROW]) {
        await page.setViewportSize({ width: narrower, height: HEIGHT });
        expect.soft(await overflow(page), `${narrower} pixels`).toBe(0);
      }
      // Colours are the same at every width, and names are the same in every theme. Only `npm run test:everybody` asks.
      if (colorScheme === "light" && process.env["HACOTAKI_EVERYBODY"] !== undefined)
        expect.soft(await violations(page, "of widths"), `${NARROW} pixels`).toEqual([]);
      await context.close();
    });
