import { bootHref, type BootId, type BootView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { DrawnDownload } from "./view-link.tsx";

/** Formats by what they are for; the API has a few more. */
const FORMATS = {
  viewers: ["perfetto", "chrome-trace", "otlp"],
  tables: ["csv", "ndjson"],
  pictures: ["png", "svg", "html"],
  tickets: ["markdown", "mermaid"],
  hacotaki: ["events"],
} as const;
const PURPOSES = ["pictures", "viewers", "tables", "tickets", "hacotaki"] as const;

/** Downloads of one boot: plain links, so that they work everywhere. Pictures show what the page does. */
export function ExportMenu({ id, view }: { readonly id: BootId; readonly view: BootView }) {
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
                  {purpose === "pictures" ? (
                    <DrawnDownload {...{ id, view, format }}>{t(`format.${format}`)}</DrawnDownload>
                  ) : (
                    <a href={`/api/v1/boots/${id}/export/${format}`} download>
                      {t(`format.${format}`)}
                    </a>
                  )}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </details>
  );
}
