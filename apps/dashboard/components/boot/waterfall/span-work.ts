import { isSpanSlug } from "@hacotaki/core";
import type { Messages } from "next-intl";

type Work = keyof Messages["runs"];

/**
 * Which description fits a span; a span without one does not compile. A slug that was made unique (`prepare-2`) means the
 * same work.
 */
export function workOf(slug: string): Work {
  const plain = slug.replace(/-\d+$/, "");
  return isSpanSlug(plain) ? plain : "unknown";
}
