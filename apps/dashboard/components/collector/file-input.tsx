"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import type { ImportSource } from "./use-imports.ts";

type Props = {
  /** A click on it opens the browser's chooser. */
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onSources: (sources: readonly ImportSource[]) => void;
};

export const sourcesOf = (files: Iterable<File>): readonly ImportSource[] =>
  Array.from(files, (file) => ({ file }));

/** Chooses traces, any number of them; the same ones again, too. */
export function FileInput({ input, onSources }: Props) {
  const t = useTranslations("import");
  return (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      aria-label={t("choose")}
      onChange={({ currentTarget }) => {
        onSources(sourcesOf(currentTarget.files ?? []));
        currentTarget.value = "";
      }}
    />
  );
}
