"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useRef, useState } from "react";
import type { ImportSource } from "./import-run.tsx";

const ImportRun = lazy(() => import("./import-run.tsx"));

/** File chooser of the empty state, with the report under it. */
export function ImportFile() {
  const t = useTranslations("import");
  const [source, setSource] = useState<ImportSource>();
  const input = useRef<HTMLInputElement>(null);
  const takeFile = () => {
    const file = input.current?.files?.[0];
    if (file) setSource({ file });
    if (input.current) input.current.value = "";
  };
  return (
    <>
      <input ref={input} type="file" hidden onChange={takeFile} aria-label={t("choose")} />
      <p>
        <button type="button" className="button" onClick={() => input.current?.click()}>
          {t("choose")}
        </button>{" "}
        <span className="dim">{t("drop")}</span>
      </p>
      <Suspense>{source && <ImportRun source={source} />}</Suspense>
    </>
  );
}

export function LoadExamples({ label }: { label: string }) {
  const [source, setSource] = useState<ImportSource>();
  return (
    <>
      <p>
        <button type="button" className="button" data-primary onClick={() => setSource({ examples: true })}>
          {label}
        </button>
      </p>
      <Suspense>{source && <ImportRun source={source} />}</Suspense>
    </>
  );
}
