"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useState } from "react";
import type { ImportSource } from "./import-run.tsx";

const ImportRun = lazy(() => import("./import-run.tsx"));

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** A trace dropped anywhere on any page is imported. */
export function DropImport() {
  const t = useTranslations("import");
  const [isOver, setIsOver] = useState(false);
  const [source, setSource] = useState<ImportSource>();
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
      const file = event.dataTransfer?.files[0];
      setIsOver(false);
      if (!file) return;
      event.preventDefault();
      setSource({ file });
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
      {source && (
        <aside className="toast">
          <Suspense>
            <ImportRun source={source} onClose={() => setSource(undefined)} />
          </Suspense>
        </aside>
      )}
    </>
  );
}
