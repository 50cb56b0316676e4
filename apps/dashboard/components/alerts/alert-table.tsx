import {
  budgetText,
  containerHref,
  visibleText,
  type Alert,
  type Firing,
  type Judgement,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Link } from "../ui/link.tsx";
import { AlertForm, type FormProps } from "./alert-form.tsx";
import { budgetLabel, firingWords } from "./firing-words.ts";
import { TableFrame } from "../ui/table-frame.tsx";

export type Standing = {
  readonly alert: Alert;
  readonly judgements: readonly Judgement[] | undefined;
  readonly open: readonly Firing[];
};

type State = "firing" | "kept" | "unknown" | "waiting";

function stateOf({ judgements, open }: Standing): State {
  if (open.length > 0) return "firing";
  if (judgements === undefined) return "waiting";
  if (judgements.some(({ state }) => state === "kept") || judgements.length === 0) return "kept";
  return "unknown";
}

/** Containers named in a row; the rest are counted. */
const NAMED = 5;

function Found({ standing }: { standing: Standing }) {
  const t = useTranslations("alerts");
  const { alert, judgements, open } = standing;
  if (open.length > 0)
    return (
      <>
        {open.slice(0, NAMED).map((firing, place) => (
          <span key={firing.id}>
            {place > 0 && ", "}
            <Link href={containerHref(firing.container)}>{visibleText(firing.container, 60)}</Link>{" "}
            {firingWords(t, firing)}
          </span>
        ))}
        {open.length > NAMED && ` ${t("andMore", { count: open.length - NAMED })}`}
      </>
    );
  if (judgements !== undefined && alert.budget.rule.kind === "stuck")
    return <span className="dim">{firingWords(t, { budget: alert.budget, value: 0, n: 0 })}</span>;
  const [only] = judgements ?? [];
  if (only === undefined || (judgements?.length ?? 0) > 1)
    return <span className="dim">{judgements && t("looked", { count: judgements.length })}</span>;
  if (only.value === undefined || only.state === "unknown")
    return <span className="dim">{t("tooFew", { n: only.n })}</span>;
  return (
    <span className="dim">{firingWords(t, { budget: alert.budget, value: only.value, n: only.n })}</span>
  );
}

function Edit({ standing, ...form }: { standing: Standing } & FormProps) {
  const t = useTranslations("alerts");
  const { alert } = standing;
  const name = budgetText(alert.budget);
  const isEdited = form.problem !== undefined;
  return (
    <details className="alert-edit" open={isEdited}>
      <summary className="button" aria-label={t("editLong", { name })}>
        {t("edit")}
      </summary>
      <AlertForm {...form} alert={alert} />
      <form method="post" action="/api/alerts">
        <input type="hidden" name="id" value={alert.id} />
        <button className="button" name="remove" value="yes" aria-label={t("removeLong", { name })}>
          {t("remove")}
        </button>
      </form>
    </details>
  );
}

type Props = Omit<FormProps, "alert"> & {
  readonly standings: readonly Standing[];
  readonly mayEdit: boolean;
};

/** Every alert, how it stands, and what the boots say. */
export function AlertTable({ standings, mayEdit, fields, problem, ...choices }: Props) {
  const t = useTranslations("alerts");
  return (
    <TableFrame label={t("title")}>
      <table className="data alerts cards">
        <thead>
          <tr>
            <th scope="col">{t("state")}</th>
            <th scope="col">{t("budget")}</th>
            <th scope="col">{t("container")}</th>
            <th scope="col">{t("found")}</th>
            <th scope="col">{t("webhook")}</th>
            {mayEdit && (
              <th scope="col">
                <span className="sr">{t("edit")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {standings.map((standing) => {
            const { alert } = standing;
            const state = stateOf(standing);
            const isEdited = fields.id === alert.id;
            return (
              <tr key={alert.id} id={`alert-${alert.id}`}>
                <td>
                  <span className="alert-state" data-state={state}>
                    {t(`is.${state}`)}
                  </span>
                </td>
                <th scope="row">
                  <code>{budgetLabel(budgetText(alert.budget))}</code>
                </th>
                <td data-head={t("container")}>
                  {alert.container === undefined ? (
                    t("everyContainer")
                  ) : (
                    <Link href={containerHref(alert.container)}>{visibleText(alert.container, 60)}</Link>
                  )}
                </td>
                <td data-head={t("found")}>
                  <div>
                    <Found standing={standing} />
                  </div>
                </td>
                <td data-head={t("webhook")}>
                  {alert.webhook ?? <span className="dim">{t("pagesAlone")}</span>}
                </td>
                {mayEdit && (
                  <td>
                    <Edit
                      standing={standing}
                      {...choices}
                      fields={isEdited ? fields : {}}
                      {...(isEdited && problem ? { problem } : {})}
                    />
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}
