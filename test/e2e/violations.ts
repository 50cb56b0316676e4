import type { Page } from "@playwright/test";
import axe, { type RunOptions } from "axe-core";

/** The one rule that depends on the theme. */
const CONTRAST = "color-contrast";

/** Which rules are tried: all of them, those a theme can break, or those a width can break (colours stay). */
type Rules = "all" | "of themes" | "of widths";

/** Of what is right, axe need not tell where: that takes three times as long as all rules. */
const TOLD: RunOptions = { resultTypes: ["violations"] };

const OPTIONS: Readonly<Record<Rules, RunOptions>> = {
  all: TOLD,
  "of themes": { ...TOLD, runOnly: { type: "rule", values: [CONTRAST] } },
  "of widths": { ...TOLD, rules: { [CONTRAST]: { enabled: false } } },
};

/**
 * What axe finds wrong with a page, or with the part of it that a selector names, a line each: the rule, and the
 * elements as written. Pages have no frames. Whoever asks twice of a page loads axe into it once.
 */
export async function violations(
  page: Page,
  rules: Rules = "all",
  within = "html",
): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ([part, options]) => {
      const { axe: loaded } = window as unknown as { axe: typeof axe };
      const { violations: found } = await loaded.run(part, options);
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    },
    [within, OPTIONS[rules]] as const,
  );
}
