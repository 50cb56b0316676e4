import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** The one rule that depends on the theme; it takes most of the time that all rules take. */
const CONTRAST = "color-contrast";

/** Which rules are tried: all of them, those a theme can break, or those a width can break (colours stay). */
type Rules = "all" | "of themes" | "of widths";

/** What axe finds wrong with a page, a line each: the rule, and the elements as written. */
export async function violations(page: Page, rules: Rules = "all"): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page });
  if (rules === "of themes") axe.withRules([CONTRAST]);
  if (rules === "of widths") axe.disableRules([CONTRAST]);
  const found = await axe.analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}
