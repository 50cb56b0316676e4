import type { SearchParams } from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Notice } from "../../components/ui/notice.tsx";
import { Field } from "../../components/ui/field.tsx";

type Props = { readonly searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("login");
  return { title: t("title"), robots: { index: false } };
}

const one = (value: SearchParams[string]) => (typeof value === "string" ? value : undefined);

/** Why the last try failed, as far as the one who tried may know. */
async function Refused({ wrong, wait, busy }: SearchParams) {
  const t = await getTranslations("login");
  const seconds = /^\d{1,5}$/.exec(one(wait) ?? "")?.[0];
  const reason =
    seconds !== undefined
      ? t("wait", { seconds: Number(seconds) })
      : busy !== undefined
        ? t("busy")
        : wrong !== undefined
          ? t("wrong")
          : undefined;
  return (
    reason && (
      <div id="login-refused" role="alert">
        <Notice tone="bad">{reason}</Notice>
      </div>
    )
  );
}

export default async function LoginPage({ searchParams }: Props) {
  const [given, t] = await Promise.all([searchParams, getTranslations("login")]);
  const next = one(given["next"]);
  return (
    <div className="page login">
      <h1>{t("title")}</h1>
      <Refused {...given} />
      <form method="post" action="/api/login">
        {next !== undefined && <input type="hidden" name="next" value={next} />}
        <Field label={t("name")}>
          <input
            name="name"
            required
            maxLength={64}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
          />
        </Field>
        <Field label={t("password")}>
          <input name="password" type="password" required autoComplete="current-password" />
        </Field>
        <button className="button" data-primary>
          {t("submit")}
        </button>
      </form>
      <p className="dim">{t("noAccount")}</p>
    </div>
  );
}
