"use client";

import { visibleText, type ImportMessage } from "@hacotaki/core";
import { Link } from "./link.tsx";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { requestImport, type ImportEnd } from "../live/import-request.ts";

type Rejected = Extract<ImportMessage, { kind: "rejected" }>;
type Done = Extract<ImportMessage, { kind: "done" }>;
type State =
  | { readonly kind: "idle" }
  | {
      readonly kind: "running";
      readonly name: string;
      readonly sent: number;
      readonly lines: number;
      readonly boots: number;
    }
  | { readonly kind: "done"; readonly name: string; readonly done: Done }
  | { readonly kind: "failed"; readonly name: string; readonly reason: string }
  | { readonly kind: "cancelled" };

const REJECTED_SHOWN = 100;

/** Where boots come from. Another object is another import. */
export type ImportSource = { readonly file: File } | { readonly examples: true };

type ImportJob = {
  readonly state: State;
  readonly rejected: readonly Rejected[];
  readonly start: (source: ImportSource) => void;
  readonly cancel: () => void;
};

/** One import at a time: what it is doing, what it rejected, and a way to stop it. */
function useImport(): ImportJob {
  const t = useTranslations("import");
  const router = useRouter();
  const [state, setState] = useState<State>({ kind: "idle" });
  const [rejected, setRejected] = useState<readonly Rejected[]>([]);
  const running = useRef<{ cancel(): void }>(undefined);

  function start(source: ImportSource): void {
    if (running.current) return;
    const name = "file" in source ? visibleText(source.file.name, 80) : t("examples");
    setRejected([]);
    setState({ kind: "running", name, sent: 0, lines: 0, boots: 0 });
    const onMessage = (message: ImportMessage) => {
      if (message.kind === "rejected")
        setRejected((all) => (all.length < REJECTED_SHOWN ? [...all, message] : all));
      else if (message.kind === "done") setState({ kind: "done", name, done: message });
      else if (message.kind === "failed") setState({ kind: "failed", name, reason: message.reason });
      else
        setState((now) =>
          now.kind === "running" ? { ...now, lines: message.lines, boots: message.boots } : now,
        );
    };
    const onSent = (sent: number) => setState((now) => (now.kind === "running" ? { ...now, sent } : now));
    const job = requestImport(source, onMessage, onSent);
    running.current = job;
    const onEnd = (end: ImportEnd) => {
      running.current = undefined;
      if (end.kind === "cancelled") setState({ kind: "cancelled" });
      if (end.kind === "lost") setState({ kind: "failed", name, reason: t("lost") });
      router.refresh();
    };
    void job.end.then(onEnd);
  }
  return { state, rejected, start, cancel: () => running.current?.cancel() };
}

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

/** What the import is doing, or how it ended. */
function ImportReport({ job: { state, rejected, cancel } }: { job: ImportJob }) {
  const t = useTranslations("import");
  if (state.kind === "idle") return undefined;
  return (
    <div className="import-report" aria-live="polite">
      {state.kind === "running" && (
        <>
          <p>
            {t("sending", { name: state.name })}{" "}
            <span className="dim">{t("progress", { lines: state.lines, boots: state.boots })}</span>
          </p>
          <progress max={1} value={state.sent} aria-label={t("sending", { name: state.name })} />
          <button type="button" className="button" onClick={cancel}>
            {t("cancel")}
          </button>
        </>
      )}
      {state.kind === "done" && (
        <>
          <p>
            {t("done", {
              name: state.name,
              boots: state.done.boots,
              lines: state.done.lines,
              format: state.done.format,
            })}{" "}
            {state.done.bootId && <Link href={`/boots/${state.done.bootId}`}>{t("show")}</Link>}
          </p>
          <Rejections rejected={rejected} total={state.done.rejected} />
        </>
      )}
      {state.kind === "failed" && (
        <p className="bad">{t("failed", { name: state.name, reason: visibleText(state.reason, 500) })}</p>
      )}
      {state.kind === "cancelled" && <p>{t("cancelled")}</p>}
    </div>
  );
}

/** Imports each source it is given, and reports. Loaded when there is something to import. */
export default function ImportRun({ source, onClose }: { source: ImportSource; onClose?: () => void }) {
  const t = useTranslations("app");
  const job = useImport();
  const start = useRef(job.start);
  start.current = job.start;
  useEffect(() => start.current(source), [source]);
  return (
    <>
      <ImportReport job={job} />
      {onClose && job.state.kind !== "running" && (
        <button type="button" className="quiet" onClick={onClose}>
          {t("close")}
        </button>
      )}
    </>
  );
}
