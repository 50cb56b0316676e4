import { useTranslations } from "next-intl";
import { Link } from "./link.tsx";
import { Switch } from "./switch.tsx";

/** The two pages of what people keep. */
export function KeptSwitch({ shown }: { readonly shown: "pins" | "shares" }) {
  const t = useTranslations("keep");
  return (
    <Switch label={t("kept")}>
      <Link href="/pins" aria-current={shown === "pins"}>
        {t("pinsTitle")}
      </Link>
      <Link href="/shares" aria-current={shown === "shares"}>
        {t("toShares")}
      </Link>
    </Switch>
  );
}
