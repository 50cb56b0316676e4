import { spanFacts, SPAN_SLUGS, type SpanSlug } from "@hacotaki/core";

/** What spans are called in English is what the domain calls them. */
const labels = Object.fromEntries(SPAN_SLUGS.map((slug) => [slug, spanFacts(slug)?.label]));
export const spanLabels = {
  ...(labels as Readonly<Record<SpanSlug, string>>),
  "until-exit": "{label}, until exit",
  after: "after {label}",
  hook: "hook {program}",
};
