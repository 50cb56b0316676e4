"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useState } from "react";
import type { ImportSource } from "./use-imports.ts";

const ImportRun = lazy(() => import("./import-run.tsx"));

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Traces dropped anywhere on any page are imported, all of them. */
export function DropImport() {
  const t = useTranslations("import");
  const [isOver, setIsOver] = useState(false);
  const [sources, setSources] = useState<readonly ImportSource[]>([]);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      setIsOver(false);
      if (files.length === 0) return;
      event.preventDefault();
      setSources((given) => [...given, ...files.map((file) => ({ file }))]);
    };
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, []);
  return (
    <>
      {isOver && (
        <div className="drop-veil" aria-hidden="true">
          {t("dropAnywhere")}
        </div>
      )}
      {sources.length > 0 && (
        <aside className="toast">
          <Suspense>
            <ImportRun sources={sources} onClose={() => setSources([])} />
          </Suspense>
        </aside>
      )}
    </>
  );
}
