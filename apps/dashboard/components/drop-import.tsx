"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { ImportReport, useImport } from "./import-panel.tsx";

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** A trace dropped anywhere on any page is imported. */
export function DropImport() {
  const t = useTranslations("import");
  const close = useTranslations("app");
  const job = useImport();
  const [isOver, setIsOver] = useState(false);
  const [isHidden, setIsHidden] = useState(false);
  const start = useRef(job.start);
  start.current = job.start;
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
      setIsHidden(false);
      start.current({ file });
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
      {job.state.kind !== "idle" && !isHidden && (
        <aside className="toast">
          <ImportReport job={job} />
          {job.state.kind !== "running" && (
            <button type="button" className="quiet" onClick={() => setIsHidden(true)}>
              {close("close")}
            </button>
          )}
        </aside>
      )}
    </>
  );
}
