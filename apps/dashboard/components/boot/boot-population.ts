import { heldBoot, type Boot, type Population } from "@hacotaki/core";
import { statistics } from "../../bridge/page.ts";

/** What is usual for a boot of this container; undefined while that cannot be told. The page does without. */
export async function populationOf(boot: Boot): Promise<Population | undefined> {
  try {
    return await statistics().population({ container: boot.container }, heldBoot(boot));
  } catch {
    return undefined;
  }
}
