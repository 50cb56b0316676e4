import { budgetText, visibleText, type Firing } from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { notebook } from "../../bridge/page.ts";
import { Link } from "../ui/link.tsx";
import { Notice } from "../ui/notice.tsx";
import { budgetLabel, firingWords, usualWords } from "./firing-words.ts";

const NAMED = 3;

const openFirings = (): readonly Firing[] => notebook().read((kept) => kept.openFirings()) ?? [];

/** Containers with a budget that is broken now. */
export const firingContainers = (): ReadonlySet<string> =>
  new Set(openFirings().map(({ container }) => container));

/** Over lists: that budgets are broken now, and whose. Nothing while none is. */
export async function FiringNotice() {
  const names = [...firingContainers()];
  if (names.length === 0) return undefined;
  const t = await getTranslations("alerts");
  const shown = names.slice(0, NAMED).map((name) => visibleText(name, 40));
  return (
    <Notice tone="bad">
      <p>
        {t("firingNow", { count: names.length, names: shown.join(", ") })}{" "}
        <Link href="/alerts">{t("show")}</Link>
      </p>
    </Notice>
  );
}

/** On a container's page: its broken budgets with what was found, and those it keeps. */
export async function ContainerAlerts({ name }: { name: string }) {
  const t = await getTranslations("alerts");
  const open = openFirings().filter(({ container }) => container === name);
  const broken = new Set(open.map(({ alertId }) => alertId));
  const kept = (notebook().read((each) => each.alerts()) ?? []).filter(
    ({ id, container }) => !broken.has(id) && (container === undefined || container === name),
  );
  return (
    <>
      {open.map((firing) => (
        <Notice
          key={firing.id}
          tone="bad"
          title={`${t("broken")}: ${budgetLabel(budgetText(firing.budget))}`}
        >
          <p>
            {firingWords(t, firing)}
            {firing.usual && ` · ${usualWords(t, firing)}`}{" "}
            <Link href={`/alerts#firing-${firing.id}`}>{t("show")}</Link>
          </p>
        </Notice>
      ))}
      {kept.length > 0 && (
        <p className="dim">
          {t("watched")}{" "}
          {kept.map(({ id, budget }, place) => (
            <span key={id}>
              {place > 0 && ", "}
              <Link href={`/alerts#alert-${id}`}>
                <code>{budgetLabel(budgetText(budget))}</code>
              </Link>
            </span>
          ))}
        </p>
      )}
    </>
  );
}
