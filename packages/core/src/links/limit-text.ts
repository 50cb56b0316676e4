import type { Limit } from "../compare/limits.ts";
import { parseDurationText } from "./link-values.ts";

const LIMIT = /^([a-z0-9+-]{1,300})\s*>\s*(\S.*)$/;
const PERCENT = /^(\d{1,6}(?:\.\d{1,6})?) ?%$/;

/** "pivot-root>10%" or "boot>20ms". */
export function parseLimit(given: string): Limit | undefined {
  const text = given.trim();
  const [, slug, most = ""] = LIMIT.exec(text) ?? [];
  if (slug === undefined) return undefined;
  const percent = PERCENT.exec(most)?.[1];
  if (percent !== undefined) return { slug, most: { kind: "share", share: Number(percent) / 100 }, text };
  const ns = parseDurationText(most);
  return ns === undefined ? undefined : { slug, most: { kind: "duration", ns }, text };
}
