"use client";

import { visibleText, type ImportMessage } from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { requestImport, type ImportEnd } from "./import-request.ts";

/** Where boots come from. Another object is another import. */
export type ImportSource = { readonly file: File } | { readonly examples: true };

export type Rejected = Extract<ImportMessage, { kind: "rejected" }>;
type Waiting = Extract<ImportMessage, { kind: "waiting" }>;
type Done = Extract<ImportMessage, { kind: "done" }>;
export type ImportState =
  | { readonly kind: "waiting" }
  | {
      readonly kind: "running";
      /** Bytes on their way, of how many: browsers tell nothing of the answer before they have sent all. */
      readonly sent: number;
      readonly total: number;
      readonly lines: number;
      readonly boots: number;
      /** What it waits for right now. */
      readonly waitsFor?: Waiting["for"];
    }
  | { readonly kind: "done"; readonly done: Done }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "cancelled" };

/** One file of those that were given, and how it goes with it. */
export type ImportedFile = {
  readonly name: string;
  readonly state: ImportState;
  readonly rejected: readonly Rejected[];
};

const REJECTED_SHOWN = 100;

const isOver = ({ state }: ImportedFile) => state.kind !== "waiting" && state.kind !== "running";

function told(file: ImportedFile, message: ImportMessage): ImportedFile {
  switch (message.kind) {
    case "rejected":
      return file.rejected.length < REJECTED_SHOWN
        ? { ...file, rejected: [...file.rejected, message] }
        : file;
    case "done":
      return { ...file, state: { kind: "done", done: message } };
    case "failed":
      return { ...file, state: { kind: "failed", reason: message.reason } };
    case "progress": {
      if (file.state.kind !== "running") return file;
      const { waitsFor: _over, ...running } = file.state;
      return { ...file, state: { ...running, lines: message.lines, boots: message.boots } };
    }
    case "waiting":
      return file.state.kind === "running"
        ? { ...file, state: { ...file.state, waitsFor: message.for } }
        : file;
  }
}

/** Imports all that is given, one after the other, and what is given later after that. `cancel` stops all of it. */
export function useImports(sources: readonly ImportSource[]) {
  const t = useTranslations("import");
  const router = useRouter();
  const [files, setFiles] = useState<readonly ImportedFile[]>([]);
  const running = useRef<{ cancel(): void }>(undefined);
  const given = useRef<ImportSource[]>([]);
  const begun = useRef(0);

  const change = (place: number, changed: (file: ImportedFile) => ImportedFile) =>
    setFiles((all) => all.map((file, at) => (at === place ? changed(file) : file)));

  function advance(): void {
    const place = begun.current;
    const source = given.current[place];
    if (running.current !== undefined || source === undefined) return;
    begun.current += 1;
    const total = "file" in source ? source.file.size : 0;
    change(place, (file) => ({ ...file, state: { kind: "running", sent: 0, total, lines: 0, boots: 0 } }));
    const job = requestImport(
      source,
      (message) => change(place, (file) => told(file, message)),
      (sent) =>
        change(place, (file) =>
          file.state.kind === "running" ? { ...file, state: { ...file.state, sent } } : file,
        ),
    );
    running.current = job;
    const onEnd = (end: ImportEnd) => {
      running.current = undefined;
      if (end.kind === "cancelled") change(place, (file) => ({ ...file, state: { kind: "cancelled" } }));
      if (end.kind === "lost" || end.kind === "answered")
        change(place, (file) =>
          isOver(file) ? file : { ...file, state: { kind: "failed", reason: t("lost") } },
        );
      router.refresh();
      advance();
    };
    void job.end.then(onEnd);
  }

  const nameOf = (source: ImportSource) =>
    "file" in source ? visibleText(source.file.name, 80) : t("examples");
  const take = useRef(advance);
  take.current = advance;
  const named = useRef(nameOf);
  named.current = nameOf;
  useEffect(() => {
    const added = sources.slice(given.current.length);
    given.current.push(...added);
    setFiles((all) => [
      ...all,
      ...added.map(
        (source): ImportedFile => ({ name: named.current(source), state: { kind: "waiting" }, rejected: [] }),
      ),
    ]);
    take.current();
  }, [sources]);

  return {
    files,
    isRunning: files.some((file) => !isOver(file)),
    cancel(): void {
      begun.current = given.current.length;
      setFiles((all) =>
        all.map((file) => (file.state.kind === "waiting" ? { ...file, state: { kind: "cancelled" } } : file)),
      );
      running.current?.cancel();
    },
  };
}
