import { useTranslations } from "next-intl";
import { PREFERENCES, type Preference, type PreferenceName } from "../../i18n/preferences.ts";

/** What is chosen here; other preferences are kept where they are used. */
type Chosen = Exclude<PreferenceName, "charts">;
export type Preferences = { readonly [Name in Chosen]: Preference<Name> };

/** A plain form: choosing reloads the page, and works without script. */
export function PreferencesMenu({ chosen }: { chosen: Preferences }) {
  const t = useTranslations("preferences");
  const choice = <Name extends Chosen>(
    name: Name,
    legend: string,
    label: (value: Preference<Name>) => string,
  ) => (
    <fieldset key={name}>
      <legend>{legend}</legend>
      <div className="segments">
        {(PREFERENCES[name] as readonly Preference<Name>[]).map((value) => (
          <button key={value} name={name} value={value} aria-pressed={chosen[name] === value}>
            {label(value)}
          </button>
        ))}
      </div>
    </fieldset>
  );
  return (
    <details className="menu" name="menu">
      <summary className="quiet">{t("title")}</summary>
      <form method="post" action="/api/preferences">
        {choice("theme", t("theme"), (value) => t(`themes.${value}`))}
        {choice("locale", t("locale"), (value) => t(`locales.${value}`))}
        {choice("scale", t("scale"), (value) => t(`scales.${value}`))}
        {choice("zone", t("zone"), (value) => t(`zones.${value}`))}
        {choice("shortcuts", t("shortcuts"), (value) => t(`shortcutStates.${value}`))}
      </form>
    </details>
  );
}
