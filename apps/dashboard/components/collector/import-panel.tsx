"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useRef, useState } from "react";
import type { ImportSource } from "./use-imports.ts";

const ImportRun = lazy(() => import("./import-run.tsx"));

/** File chooser of the empty state, with the report under it. */
export function ImportFile() {
  const t = useTranslations("import");
  const [sources, setSources] = useState<readonly ImportSource[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const takeFiles = () => {
    const files = [...(input.current?.files ?? [])];
    setSources((given) => [...given, ...files.map((file) => ({ file }))]);
    if (input.current) input.current.value = "";
  };
  return (
    <>
      <input ref={input} type="file" multiple hidden onChange={takeFiles} aria-label={t("choose")} />
      <p>
        <button type="button" className="button" onClick={() => input.current?.click()}>
          {t("choose")}
        </button>{" "}
        <span className="dim">{t("drop")}</span>
      </p>
      <Suspense>{sources.length > 0 && <ImportRun sources={sources} />}</Suspense>
    </>
  );
}

export function LoadExamples({ label }: { label: string }) {
  const [sources, setSources] = useState<readonly ImportSource[]>([]);
  return (
    <>
      <p>
        <button
          type="button"
          className="button"
          data-primary
          onClick={() => setSources((given) => [...given, { examples: true }])}
        >
          {label}
        </button>
      </p>
      <Suspense>{sources.length > 0 && <ImportRun sources={sources} />}</Suspense>
    </>
  );
}
