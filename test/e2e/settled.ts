import { expect, type Page } from "@playwright/test";

/** Once a page is live, and has fetched and drawn what it shows. Pages without scripts: `isLive` false. */
export async function settled(page: Page, { isLive = true } = {}): Promise<void> {
  if (isLive) await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await page.waitForLoadState("networkidle");
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
  });
}
