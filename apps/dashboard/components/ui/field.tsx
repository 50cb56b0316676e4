import { visibleText } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

type FieldProps = { readonly label: string; readonly className?: string; readonly children: ReactNode };

/** A control under its name. */
export const Field = ({ label, className = "field", children }: FieldProps) => (
  <label className={className}>
    <span>{label}</span>
    {children}
  </label>
);

type ChoiceProps = Pick<FieldProps, "label"> & {
  readonly name: string;
  /** The value that was chosen; forms that send themselves go back to it. */
  readonly chosen: string | undefined;
  /** Options, one of them with the value chosen. */
  readonly children: ReactNode;
};

/** One of a list. */
export const Choice = ({ label, name, chosen = "", children }: ChoiceProps) => (
  <Field label={label}>
    <select name={name} defaultValue={chosen} data-chosen={chosen}>
      {children}
    </select>
  </Field>
);

type TextFieldProps = Pick<FieldProps, "label"> & {
  readonly name: string;
  readonly value: string | undefined;
  readonly placeholder: string;
  readonly maxLength?: number;
  /** Letters that show. */
  readonly size?: number;
};

/** A text of one line. */
export const TextField = ({
  label,
  name,
  value,
  placeholder,
  maxLength = 512,
  size = 24,
}: TextFieldProps) => (
  <Field label={label}>
    <input type="text" name={name} defaultValue={value ?? ""} {...{ placeholder, maxLength, size }} />
  </Field>
);

type HostProps = Pick<ChoiceProps, "name" | "chosen"> & {
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
};

/** A host, or all of them. */
export function HostChoice({ name, chosen, hosts }: HostProps) {
  const t = useTranslations("boots");
  return (
    <Choice label={t("host")} {...{ name, chosen }}>
      <option value="">{t("allHosts")}</option>
      {hosts.map((each) => (
        <option key={each.id} value={each.id}>
          {visibleText(each.name, 60)}
        </option>
      ))}
    </Choice>
  );
}

/** Runtimes whose boots are told of; an address may name another one. */
const RUNTIMES = ["haconiwa", "runc", "crun", "youki"];

/** A runtime, or all of them. */
export function RuntimeChoice({ name, chosen }: Pick<ChoiceProps, "name" | "chosen">) {
  const t = useTranslations("boots");
  const all = chosen === undefined || RUNTIMES.includes(chosen) ? RUNTIMES : [chosen, ...RUNTIMES];
  return (
    <Choice label={t("runtime")} {...{ name, chosen }}>
      <option value="">{t("anyRuntime")}</option>
      {all.map((runtime) => (
        <option key={runtime} value={runtime}>
          {runtime}
        </option>
      ))}
    </Choice>
  );
}
