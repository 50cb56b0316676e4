import type { Page } from "@playwright/test";

/** What can be pushed sideways, and by how many pixels: the page itself, and frames that the selector names. */
export const sideways = (page: Page, frames: string): Promise<readonly string[]> =>
  page.evaluate(
    (selector) =>
      [document.documentElement, ...document.querySelectorAll(selector)]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map((each) => `${each.tagName} ${each.className}: ${each.scrollWidth - each.clientWidth}`),
    frames,
  );
