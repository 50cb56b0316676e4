"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { FileInput, sourcesOf } from "./file-input.tsx";
import type { ImportSource } from "./use-imports.ts";

const ImportRun = lazy(() => import("./import-run.tsx"));

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Whether a plain press is on a link to where files are imported: without script, it leads there. */
const asksForFiles = (event: MouseEvent) =>
  !(event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) &&
  event.target instanceof Element &&
  event.target.closest("a[data-import]") !== null;

/** Traces dropped anywhere on any page, or chosen from there, are imported, all of them. */
export function DropImport() {
  const t = useTranslations("import");
  const [isOver, setIsOver] = useState(false);
  const [sources, setSources] = useState<readonly ImportSource[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const take = (more: readonly ImportSource[]) => setSources((given) => [...given, ...more]);
  useEffect(() => {
    const choose = (event: MouseEvent) => {
      if (!asksForFiles(event)) return;
      event.preventDefault();
      input.current?.click();
    };
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      const dropped = sourcesOf(event.dataTransfer?.files ?? []);
      setIsOver(false);
      if (dropped.length === 0) return;
      event.preventDefault();
      take(dropped);
    };
    document.addEventListener("click", choose);
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("click", choose);
      document.removeEventListener("dragover", over);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, []);
  return (
    <>
      <FileInput input={input} onSources={take} />
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
