"use client";

import { useEffect, useState } from "react";
import { addressNow } from "./address.ts";

type Labels = { readonly idle: string; readonly done: string; readonly failed?: string };
const SHOWN_MS = 2000;

type Props = {
  /** The address of exactly this view without it. */
  readonly text?: string;
  /** Path of a page whose whole address is added to the text. */
  readonly path?: string;
  readonly labels: Labels;
  readonly shortcut?: string;
  readonly title?: string;
  readonly isQuiet?: boolean;
};

/** Copies a text, or the address of exactly this view, and says that it did. */
export function CopyButton({ text, path, labels, shortcut, title, isQuiet = false }: Props) {
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return undefined;
    const timer = setTimeout(() => setState("idle"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    const link = path === undefined ? "" : ` ${new URL(path, location.href).href}`;
    navigator.clipboard.writeText((text ?? addressNow()) + link).then(
      () => setState("done"),
      () => setState("failed"),
    );
  };
  const said = state === "done" ? labels.done : state === "failed" ? (labels.failed ?? "") : "";
  return (
    <span className="copy">
      <button
        type="button"
        className={isQuiet ? "quiet" : "button"}
        title={title}
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
