"use client";

import { visibleText, localSizeText } from "@hacotaki/core";
import { useLocale, useTranslations } from "next-intl";
import { useImports, type ImportedFile, type ImportSource, type Rejected } from "./use-imports.ts";
import { Link } from "../ui/link.tsx";

function Rejections({ rejected, total }: { rejected: readonly Rejected[]; total: number }) {
  const t = useTranslations("import");
  if (total === 0) return undefined;
  return (
    <div className="rejections">
      <p>{t("rejected", { count: total })}</p>
      <ol>
        {rejected.map(({ line, reason }) => (
          <li key={line}>
            <span className="dim">{t("line", { line })}</span> <span>{visibleText(reason, 300)}</span>
          </li>
        ))}
      </ol>
      {total > rejected.length && (
        <p className="dim">{t("moreRejected", { count: total - rejected.length })}</p>
      )}
    </div>
  );
}

type Running = Extract<ImportedFile["state"], { kind: "running" }>;

/** How far a file is: bytes on their way, then what was read of them. */
function RunningImport({ name, state }: { name: string; state: Running }) {
  const t = useTranslations("import");
  const locale = useLocale();
  const { sent, total, lines, boots, waitsFor } = state;
  const isSent = sent >= total;
  return (
    <>
      <p>
        {t("sending", { name })}{" "}
        <span className="dim">
          {lines > 0 || total === 0
            ? t("progress", { lines, boots })
            : isSent
              ? t("reading", { total: localSizeText(total, locale) })
              : t("sent", { sent: localSizeText(sent, locale), total: localSizeText(total, locale) })}
        </span>
      </p>
      {waitsFor && <p className="dim">{t(`waitsFor.${waitsFor}`)}</p>}
      {/* Sent whole, how long the rest takes is not known. */}
      <progress max={1} {...(isSent ? {} : { value: sent / total })} aria-label={t("sending", { name })} />
    </>
  );
}

/** What one import is doing, or how it ended. */
function ImportReport({ file: { name, state, rejected } }: { file: ImportedFile }) {
  const t = useTranslations("import");
  switch (state.kind) {
    case "waiting":
      return <p className="dim">{t("waiting", { name })}</p>;
    case "running":
      return <RunningImport name={name} state={state} />;
    case "done": {
      const { boots, lines, format, bootId, rejected: total } = state.done;
      return (
        <>
          <p>
            {t("done", { name, boots, lines, format })}{" "}
            {bootId && <Link href={`/boots/${bootId}`}>{t("show")}</Link>}
          </p>
          <Rejections rejected={rejected} total={total} />
        </>
      );
    }
    case "failed":
      return <p className="bad">{t("failed", { name, reason: visibleText(state.reason, 500) })}</p>;
    case "cancelled":
      return <p>{t("cancelled", { name })}</p>;
  }
}

/** Imports each source it is given, one after the other, and reports each. Loaded when there is something to import. */
export default function ImportRun({
  sources,
  onClose,
}: {
  sources: readonly ImportSource[];
  onClose?: () => void;
}) {
  const [t, app] = [useTranslations("import"), useTranslations("app")];
  const { files, isRunning, cancel } = useImports(sources);
  return (
    <>
      <div className="import-report" aria-live="polite">
        {files.map((file, place) => (
          // Files come in an order that stays, and may be named alike.
          <div key={place} className="imported-file">
            <ImportReport file={file} />
          </div>
        ))}
        {isRunning && (
          <button type="button" className="button" onClick={cancel}>
            {t("cancel")}
          </button>
        )}
      </div>
      {onClose && !isRunning && (
        <button type="button" className="quiet" onClick={onClose}>
          {app("close")}
        </button>
      )}
    </>
  );
}
