import { bootsHref, OUTCOMES, visibleText, WHOLE_LIST, type BootsView } from "@hacotaki/core";
import type { ContainerFacts } from "@hacotaki/store";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { AutoSubmit } from "./auto-submit.tsx";

type Props = {
  readonly view: BootsView;
  readonly containers: readonly ContainerFacts[];
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
};

const isNarrowed = ({ container, host, outcomes, text }: BootsView) =>
  container !== undefined || host !== undefined || outcomes !== undefined || text !== undefined;

/** The whole state is the address: a plain form that sends itself as things are chosen. */
export function BootsFilter({ view, containers, hosts }: Props) {
  const t = useTranslations("boots");
  const outcome = useTranslations("outcome");
  const known = view.container === undefined || containers.some(({ name }) => name === view.container);
  return (
    <form className="filter" method="get" action="/" role="search" aria-label={t("filter")}>
      <label className="field">
        <span>{t("container")}</span>
        <select name="container" defaultValue={view.container ?? ""} data-chosen={view.container ?? ""}>
          <option value="">{t("allContainers")}</option>
          {!known && <option value={view.container}>{visibleText(view.container ?? "", 60)}</option>}
          {containers.map(({ name, boots }) => (
            <option key={name} value={name}>
              {visibleText(name, 60)} ({boots})
            </option>
          ))}
        </select>
      </label>
      {hosts.length > 1 && (
        <label className="field">
          <span>{t("host")}</span>
          <select name="host" defaultValue={view.host ?? ""} data-chosen={view.host ?? ""}>
            <option value="">{t("allHosts")}</option>
            {hosts.map(({ id, name }) => (
              <option key={id} value={id}>
                {visibleText(name, 60)}
              </option>
            ))}
          </select>
        </label>
      )}
      <fieldset className="field">
        <legend>{t("outcome")}</legend>
        <div className="segments">
          {OUTCOMES.map((each) => (
            <label key={each} className="segment" data-outcome={each}>
              <input
                type="checkbox"
                name="outcome"
                value={each}
                defaultChecked={view.outcomes?.includes(each) ?? false}
              />
              <span>{outcome(each)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label className="field grow">
        <span>{t("text")}</span>
        <input
          type="search"
          name="q"
          defaultValue={view.text ?? ""}
          placeholder={t("textHint")}
          maxLength={200}
          data-shortcut="/"
          aria-keyshortcuts="/"
        />
      </label>
      <fieldset className="field">
        <legend>{t("sort")}</legend>
        <div className="segments">
          {(["newest", "slowest"] as const).map((each) => (
            <label key={each} className="segment">
              <input type="radio" name="sort" value={each} defaultChecked={view.sort === each} />
              <span>{t(each)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset className="field">
        <legend>{t("scale")}</legend>
        <div className="segments">
          {(["shared", "own"] as const).map((each) => (
            <label key={each} className="segment">
              <input type="radio" name="scale" value={each} defaultChecked={view.scale === each} />
              <span>{t(each)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="field actions">
        <AutoSubmit label={t("apply")} href={bootsHref(view)} />
        {isNarrowed(view) && (
          <Link
            className="button"
            href={bootsHref({ ...WHOLE_LIST, sort: view.sort, scale: view.scale })}
            prefetch={false}
          >
            {t("reset")}
          </Link>
        )}
      </div>
    </form>
  );
}
