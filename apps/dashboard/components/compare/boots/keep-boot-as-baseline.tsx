import type { BootId } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Field } from "../../ui/field.tsx";

/** Keeps a boot under a name, to compare others with. */
export function KeepBootAsBaseline({ id, letter }: { readonly id: BootId; readonly letter: string }) {
  const t = useTranslations("compare");
  return (
    <form method="post" action="/api/baselines" className="compare-keep" id="baselines">
      <input type="hidden" name="boot" value={id} />
      <Field label={t("keepAs", { letter })}>
        <input name="name" required maxLength={80} size={24} autoComplete="off" />
      </Field>
      <button className="button">{t("keep")}</button>
    </form>
  );
}
