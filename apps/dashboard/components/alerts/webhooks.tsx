import { WEBHOOK_BODIES, webhookHost, type Webhook } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { CopyButton } from "../ui/copy-button.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { FieldProblem } from "../ui/field-problem.tsx";
import { Notice } from "../ui/notice.tsx";
import { LONGEST_SECRET, SHORTEST_SECRET, type AlertFields, type AlertProblem } from "./alert-fields.ts";

type Props = {
  readonly webhooks: readonly Webhook[];
  readonly mayEdit: boolean;
  /** Just added by this browser. */
  readonly added?: { readonly name: string; readonly secret: string };
  readonly fields: AlertFields;
  readonly problem?: AlertProblem;
};

/** The secret of a webhook that this browser just added: it can be had nowhere else. */
function Added({ name, secret }: { name: string; secret: string }) {
  const [t, copy] = [useTranslations("alerts"), useTranslations("empty")];
  return (
    <Notice tone="plain" title={t("added", { name })}>
      <p className="made-link">
        <input type="text" readOnly value={secret} aria-label={t("secret")} size={48} />
        <CopyButton text={secret} labels={{ idle: copy("copy"), done: copy("copied") }} />
      </p>
      <p>{t("addedOnce")}</p>
    </Notice>
  );
}

function NewWebhook({ fields, problem }: Pick<Props, "fields" | "problem">) {
  const t = useTranslations("alerts");
  const described = problem && { "aria-invalid": true, "aria-describedby": "webhook-problem" };
  return (
    <form id="new-webhook" method="post" action="/api/webhooks" className="alert-form">
      <Field label={t("name")}>
        <input
          type="text"
          name="name"
          defaultValue={fields.name}
          maxLength={64}
          size={14}
          required
          autoComplete="off"
          {...described}
        />
      </Field>
      <Field label={t("address")}>
        <input
          type="url"
          name="url"
          placeholder="https://hooks.example.org/…"
          maxLength={2000}
          size={34}
          required
          autoComplete="off"
          {...described}
        />
      </Field>
      <Choice label={t("sends")} name="body" chosen="whole">
        {WEBHOOK_BODIES.map((body) => (
          <option key={body} value={body}>
            {t(`body.${body}`)}
          </option>
        ))}
      </Choice>
      <Field label={t("secretMade")}>
        <input
          type="password"
          name="secret"
          minLength={SHORTEST_SECRET}
          maxLength={LONGEST_SECRET}
          size={18}
          autoComplete="new-password"
        />
      </Field>
      <button className="button">{t("addWebhook")}</button>
      {problem && (
        <FieldProblem id="webhook-problem">
          {t(`problem.${problem.kind}`, { given: problem.given })}
        </FieldProblem>
      )}
    </form>
  );
}

/** Who is told. Of an address only the host is shown: the rest is often a secret. */
export function Webhooks({ webhooks, mayEdit, added, fields, problem }: Props) {
  const t = useTranslations("alerts");
  return (
    <section id="webhooks">
      <h2>{t("webhooks")}</h2>
      {added && webhooks.some(({ name }) => name === added.name) && <Added {...added} />}
      {webhooks.length === 0 ? (
        <p className="dim">{t(mayEdit ? "noWebhooks" : "noWebhooksYet")}</p>
      ) : (
        <ul className="webhooks">
          {webhooks.map(({ name, url, body }) => (
            <li key={name}>
              <strong>{name}</strong> <code>{webhookHost(url)}</code>{" "}
              <span className="dim">{t(`body.${body}`)}</span>
              {mayEdit && (
                <form method="post" action="/api/webhooks" className="inline-form">
                  <button className="button" name="test" value={name} aria-label={t("testLong", { name })}>
                    {t("test")}
                  </button>
                  <button
                    className="button"
                    name="remove"
                    value={name}
                    aria-label={t("removeLong", { name })}
                  >
                    {t("remove")}
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit && <NewWebhook fields={fields} {...(problem ? { problem } : {})} />}
    </section>
  );
}
