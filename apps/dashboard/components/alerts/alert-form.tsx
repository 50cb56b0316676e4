import { budgetText, visibleText, type Alert, type Webhook } from "@hacotaki/core";
import type { ContainerFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { Choice, Field } from "../ui/field.tsx";
import { FieldProblem } from "../ui/field-problem.tsx";
import type { AlertFields, AlertProblem } from "./alert-fields.ts";

export type FormProps = {
  /** Edited; none: a new one. */
  readonly alert?: Alert;
  readonly fields: AlertFields;
  readonly problem?: AlertProblem;
  readonly containers: readonly ContainerFacts[];
  readonly webhooks: readonly Webhook[];
};

/** A budget, of what, and who is told. What was wrong stays in its field, which says what it takes. */
export function AlertForm({ alert, fields, problem, containers, webhooks }: FormProps) {
  const t = useTranslations("alerts");
  const id = alert === undefined ? "new" : String(alert.id);
  const problemId = `alert-problem-${id}`;
  const budget = fields.budget ?? (alert ? budgetText(alert.budget) : "");
  const container = fields.container ?? alert?.container ?? "";
  const isGone = container !== "" && !containers.some(({ name }) => name === container);
  return (
    <form method="post" action="/api/alerts" className="alert-form">
      {alert && <input type="hidden" name="id" value={alert.id} />}
      <Field label={t("budget")}>
        <input
          type="text"
          name="budget"
          defaultValue={budget}
          placeholder="boot p95 <= 300ms over 50 boots"
          size={34}
          maxLength={200}
          required
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={problem === undefined ? undefined : true}
          aria-describedby={problem === undefined ? undefined : problemId}
        />
      </Field>
      <Choice label={t("container")} name="container" chosen={container}>
        <option value="">{t("everyContainer")}</option>
        {isGone && <option value={container}>{visibleText(container, 60)}</option>}
        {containers.map(({ name }) => (
          <option key={name} value={name}>
            {visibleText(name, 60)}
          </option>
        ))}
      </Choice>
      <Choice label={t("webhook")} name="webhook" chosen={fields.webhook ?? alert?.webhook ?? ""}>
        <option value="">{t("pagesAlone")}</option>
        {webhooks.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Choice>
      <button className="button" data-primary="">
        {t(alert === undefined ? "add" : "save")}
      </button>
      {problem && (
        <FieldProblem id={problemId}>
          {t(`problem.${problem.kind}`, { given: visibleText(problem.given, 60) })}
        </FieldProblem>
      )}
    </form>
  );
}
