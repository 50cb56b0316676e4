"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useRef, useState } from "react";
import { FileInput } from "./file-input.tsx";
import type { ImportSource } from "./use-imports.ts";

const ImportRun = lazy(() => import("./import-run.tsx"));

/** File chooser of the empty state, with the report under it. */
export function ImportFile() {
  const t = useTranslations("import");
  const [sources, setSources] = useState<readonly ImportSource[]>([]);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <FileInput input={input} onSources={(more) => setSources((given) => [...given, ...more])} />
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
