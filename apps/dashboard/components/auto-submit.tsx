"use client";

import { bootsHref, parseBootsView, type SearchParams } from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

const TYPING_MS = 350;

const viewOf = (form: HTMLFormElement) => {
  const data = new FormData(form);
  const params: SearchParams = Object.fromEntries(
    [...new Set(data.keys())].map((name) => [name, data.getAll(name).map(String)]),
  );
  return parseBootsView(params).view;
};

/** What the page was made with: React keeps the defaults of fields current, but not what they show. */
function showChosen(field: Element): void {
  if (field instanceof HTMLSelectElement) field.value = field.dataset["chosen"] ?? "";
  else if (field instanceof HTMLInputElement) {
    field.checked = field.defaultChecked;
    field.value = field.defaultValue;
  }
}

/** Sends its form when something in it changes, without leaving the page; a plain submit button without script. */
export function AutoSubmit({ label, href }: { label: string; href: string }) {
  const button = useRef<HTMLButtonElement>(null);
  const router = useRouter();
  useEffect(() => {
    const form = button.current?.form;
    if (!form) return undefined;
    let typing: ReturnType<typeof setTimeout> | undefined;
    const go = () => router.push(bootsHref(viewOf(form)), { scroll: false });
    const onInput = (event: Event) => {
      clearTimeout(typing);
      if (event.target instanceof HTMLInputElement && event.target.type === "search")
        typing = setTimeout(go, TYPING_MS);
      else go();
    };
    const onSubmit = (event: SubmitEvent) => {
      event.preventDefault();
      clearTimeout(typing);
      go();
    };
    form.addEventListener("input", onInput);
    form.addEventListener("submit", onSubmit);
    return () => {
      clearTimeout(typing);
      form.removeEventListener("input", onInput);
      form.removeEventListener("submit", onSubmit);
    };
  }, [router]);
  useEffect(() => {
    // Back, forward and "clear" change the view under the form; the field somebody is in is left alone.
    for (const field of button.current?.form?.elements ?? [])
      if (field !== document.activeElement) showChosen(field);
  }, [href]);
  return (
    <button ref={button} className="button auto-submit">
      {label}
    </button>
  );
}
