"use client";

import type { BootId } from "@hacotaki/core";
import { useState, type FormEvent } from "react";
import { Star } from "../ui/star.tsx";

type Props = {
  readonly id: BootId;
  readonly isPinned: boolean;
  readonly shortcut: string | undefined;
  /** The button's name and what it does, while the boot is pinned and while it is not. */
  readonly words: Readonly<Record<"pinned" | "free", { readonly name: string; readonly does: string }>>;
};

/** A plain form, which works without script; with it, nothing on the page moves. What fails is sent as a form is. */
export function PinForm({ id, isPinned: wasPinned, shortcut, words }: Props) {
  const [isPinned, setIsPinned] = useState(wasPinned);
  const { name, does } = words[isPinned ? "pinned" : "free"];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = new URLSearchParams({ boot: id, pinned: isPinned ? "no" : "yes" });
    setIsPinned(!isPinned);
    fetch(form.action, { method: "POST", body, redirect: "manual" })
      // A form's answer leads back to its page.
      .then(({ type }) => type === "opaqueredirect" || form.submit())
      .catch(() => setIsPinned(isPinned));
  };
  return (
    <form method="post" action="/api/pins" className="inline-form" onSubmit={submit}>
      <input type="hidden" name="boot" value={id} />
      {/* `form.submit()` sends no button's value. */}
      <input type="hidden" name="pinned" value={isPinned ? "no" : "yes"} />
      <button
        className="button pin"
        aria-pressed={isPinned}
        title={does}
        data-shortcut={shortcut}
        aria-keyshortcuts={shortcut}
      >
        <Star isFilled={isPinned} />
        {name}
      </button>
    </form>
  );
}
