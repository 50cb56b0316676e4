import { useTranslations } from "next-intl";
import { Link } from "../ui/link.tsx";

const EXAMPLES = [
  { text: "boot p95 <= 300ms", says: "example0" },
  { text: "no failed boot", says: "example1" },
  { text: "no stuck boot", says: "example2" },
] as const;

/** What alerts are, and three to begin with. */
export function NoAlerts({ mayEdit }: { mayEdit: boolean }) {
  const t = useTranslations("alerts");
  return (
    <>
      <p>{t("none")}</p>
      {mayEdit ? (
        <ul className="alert-examples">
          {EXAMPLES.map(({ text, says }) => (
            <li key={text}>
              <Link href={`/alerts?${new URLSearchParams({ budget: text })}#new-alert`}>
                <code>{text.replace("<=", "≤")}</code>
              </Link>{" "}
              <span className="dim">{t(says)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="dim">{t("noneForYou")}</p>
      )}
    </>
  );
}
