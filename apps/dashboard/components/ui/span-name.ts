import { labelOfSlug, SPAN_SLUGS, visibleText } from "@hacotaki/core";
import { useTranslations } from "next-intl";

type Translate = ReturnType<typeof useTranslations<"spanNames">>;

/** What a span of that label is called in the reader's language, at most so many characters of it. */
export type SpanNamer = (label: string, most?: number) => string;

const UNTIL_EXIT = ", until exit";
const AFTER = "after ";
const HOOK = "hook ";
const SLUGS = new Map(SPAN_SLUGS.map((slug) => [labelOfSlug(slug), slug]));

/**
 * Names spans by their labels, which are what everything that is computed of boots speaks of: "pivot_root",
 * "evaluate + prepare", "exec, until exit". What is no label of ours stays as it is.
 */
export function spanNamer(t: Translate): SpanNamer {
  const nameOf = (label: string): string => {
    if (label.endsWith(UNTIL_EXIT))
      return t("until-exit", { label: nameOf(label.slice(0, -UNTIL_EXIT.length)) });
    if (label.startsWith(AFTER)) return t("after", { label: nameOf(label.slice(AFTER.length)) });
    if (label.startsWith(HOOK)) return t("hook", { program: label.slice(HOOK.length) });
    const parts = label.split(" + ").map((part) => {
      const slug = SLUGS.get(part);
      return slug === undefined ? part : t(slug);
    });
    return parts.join(" + ");
  };
  return (label, most) => visibleText(nameOf(label), most);
}

/** Names spans in the reader's language. */
export const useSpanName = (): SpanNamer => spanNamer(useTranslations("spanNames"));
