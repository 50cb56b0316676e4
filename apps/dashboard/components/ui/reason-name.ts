import {
  isReasonSlug,
  OUTCOMES,
  visibleText,
  type Attribute,
  type Reason,
  type ReasonSlug,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";

type Translate = ReturnType<typeof useTranslations<"reasonNames">>;

/** Names reasons in the reader's language. */
export function useReasonName(): (slug: ReasonSlug) => string {
  const t = useTranslations("reasonNames");
  return (slug) => t(slug);
}

/** Names a reason of a boot, with how many boots there were beside where that is it. */
export function useReasonTitle(): (reason: Pick<Reason, "slug" | "beside">) => string {
  const t = useTranslations("reasonNames");
  return ({ slug, beside }) => (beside === undefined ? t(slug) : t("beside", { n: beside }));
}

type Valued = { readonly attribute: Attribute; readonly value: string | undefined };
/** Says what boots have in common, at most so many characters of it. */
type ValueNamer = (valued: Valued, most?: number) => string;

export function valueNamer(
  differs: ReturnType<typeof useTranslations<"differs">>,
  reason: Translate,
  outcome: ReturnType<typeof useTranslations<"outcome">>,
): ValueNamer {
  return ({ attribute, value }, most = 80) => {
    if (value === undefined) return differs(attribute === "reason" ? "noReason" : "unknown");
    if (attribute === "hour") return differs("hour", { hour: value });
    const known = attribute === "outcome" ? OUTCOMES.find((each) => each === value) : undefined;
    if (known !== undefined) return outcome(known);
    return attribute === "reason" && isReasonSlug(value) ? reason(value) : visibleText(value, most);
  };
}

export const useValueName = (): ValueNamer =>
  valueNamer(useTranslations("differs"), useTranslations("reasonNames"), useTranslations("outcome"));
