import { visibleText } from "@hacotaki/core";
import type { ContainerFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { Field } from "./field.tsx";
import { Still } from "./still.tsx";

type Props = {
  readonly name: string;
  /** The value that was chosen; forms that send themselves go back to it. */
  readonly chosen: string | undefined;
  readonly containers: readonly ContainerFacts[];
};

/** A container, or all of them. One that no boot has any more can be chosen still. */
export function ContainerChoice({ name, chosen = "", containers }: Props) {
  const t = useTranslations("boots");
  const isGone = chosen !== "" && !containers.some((each) => each.name === chosen);
  const option = (value: string, text: string) => (
    <option key={value} value={value} selected={value === chosen}>
      {text}
    </option>
  );
  return (
    <Field label={t("container")}>
      <Still>
        <select name={name} data-chosen={chosen}>
          {option("", t("allContainers"))}
          {isGone && option(chosen, visibleText(chosen, 60))}
          {containers.map((each) => option(each.name, `${visibleText(each.name, 60)} (${each.boots})`))}
        </select>
      </Still>
    </Field>
  );
}
