"use client";

import { bootsHref, bootsQuery, parseBootsView, type SearchParams } from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";

const TYPING_MS = 350;

/** Where the form leads. What makes no sense stays in the address, so that the page tells of it. */
function hrefOf(form: HTMLFormElement): string {
  const data = new FormData(form);
  const params: SearchParams = Object.fromEntries(
    [...new Set(data.keys())].map((name) => [name, data.getAll(name).map(String)]),
  );
  const { view, dropped } = parseBootsView(params);
  if (dropped.length === 0) return bootsHref(view);
  const query = bootsQuery(view);
  for (const name of dropped) query.set(name, data.getAll(name).map(String).join(","));
  return `/?${query.toString()}`;
}

const isText = (target: EventTarget | null) => target instanceof HTMLInputElement && target.type === "text";

const isTyped = (field: Element) => field instanceof HTMLInputElement && /^(text|search)$/.test(field.type);

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
  const [isPending, start] = useTransition();
  useEffect(() => {
    button.current?.closest(".page")?.setAttribute("aria-busy", String(isPending));
  }, [isPending]);
  useEffect(() => {
    const form = button.current?.form;
    if (!form) return undefined;
    let typing: ReturnType<typeof setTimeout> | undefined;
    const go = () => start(() => router.push(hrefOf(form), { scroll: false }));
    const onInput = (event: Event) => {
      clearTimeout(typing);
      // Half a duration is none: such fields wait until they are left, or Enter is pressed.
      if (isText(event.target)) return;
      if (event.target instanceof HTMLInputElement && event.target.type === "search")
        typing = setTimeout(go, TYPING_MS);
      else go();
    };
    const onChange = (event: Event) => {
      if (isText(event.target)) go();
    };
    const onSubmit = (event: SubmitEvent) => {
      event.preventDefault();
      clearTimeout(typing);
      go();
    };
    form.addEventListener("input", onInput);
    form.addEventListener("change", onChange);
    form.addEventListener("submit", onSubmit);
    return () => {
      clearTimeout(typing);
      form.removeEventListener("input", onInput);
      form.removeEventListener("change", onChange);
      form.removeEventListener("submit", onSubmit);
    };
  }, [router]);
  useEffect(() => {
    // Back, forward and "clear" change the view under the form; what somebody is typing is left alone.
    for (const field of button.current?.form?.elements ?? [])
      if (field !== document.activeElement || !isTyped(field)) showChosen(field);
  }, [href]);
  return (
    <button ref={button} className="button auto-submit">
      {label}
    </button>
  );
}
