"use client";

import { useEffect, useState } from "react";

type Labels = { readonly idle: string; readonly done: string; readonly failed?: string };
const SHOWN_MS = 2000;

/** Copies a text, or the address of exactly this view, and says that it did. */
export function CopyButton({ text, labels, shortcut }: { text?: string; labels: Labels; shortcut?: string }) {
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return undefined;
    const timer = setTimeout(() => setState("idle"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    navigator.clipboard.writeText(text ?? location.href).then(
      () => setState("done"),
      () => setState("failed"),
    );
  };
  const said = state === "done" ? labels.done : state === "failed" ? (labels.failed ?? "") : "";
  return (
    <span className="copy">
      <button
        type="button"
        className="button"
        data-shortcut={shortcut}
        aria-keyshortcuts={shortcut}
        onClick={copy}
        data-state={state}
      >
        {labels.idle}
      </button>
      <span role="status" className="copy-said">
        {said}
      </span>
    </span>
  );
}
