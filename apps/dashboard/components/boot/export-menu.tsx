import { bootHref, type BootId } from "@hacotaki/core";
import { useTranslations } from "next-intl";

/** Formats by what they are for; the API has a few more. */
const FORMATS = {
  viewers: ["perfetto", "chrome-trace", "otlp"],
  tables: ["csv", "ndjson"],
  pictures: ["png", "svg", "html"],
  tickets: ["markdown", "mermaid"],
  hacotaki: ["events"],
} as const;
const PURPOSES = ["pictures", "viewers", "tables", "tickets", "hacotaki"] as const;

/** Downloads of one boot: plain links, so that they work everywhere. */
export function ExportMenu({ id }: { id: BootId }) {
  const t = useTranslations("exports");
  return (
    <details className="menu export" name="menu">
      <summary className="button">{t("title")}</summary>
      <div className="menu-body">
        {PURPOSES.map((purpose) => (
          <section key={purpose} aria-label={t(`purpose.${purpose}`)}>
            <h2>{t(`purpose.${purpose}`)}</h2>
            <ul>
              {purpose === "viewers" && (
                <li>
                  <a href={`${bootHref(id)}/perfetto`}>{t("openInPerfetto")}</a>
                </li>
              )}
              {FORMATS[purpose].map((format) => (
                <li key={format}>
                  <a href={`/api/v1/boots/${id}/export/${format}`} download>
                    {t(`format.${format}`)}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </details>
  );
}
