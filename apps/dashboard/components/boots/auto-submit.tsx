"use client";

import { WHOLE_LIST } from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";

const TYPING_MS = 350;

/** What the address says where a field says nothing else. */
const USUAL: Readonly<Record<string, string>> = { sort: WHOLE_LIST.sort };
const TIMES = ["time", "from", "to"];

/** Where the form leads, from a page at `href`. The server reads it, and tells of what makes no sense. */
function hrefOf(form: HTMLFormElement, href: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || value === "" || value === USUAL[name]) continue;
    query.set(name, query.has(name) ? `${query.get(name)},${value}` : value);
  }
  // A range that was left as it is stays in the link as it is, to the nanosecond.
  const time = form.elements.namedItem("time");
  if (time instanceof HTMLInputElement && time.value === time.defaultValue && time.ariaInvalid !== "true") {
    query.delete("time");
    const now = new URLSearchParams(href.split("?")[1]);
    for (const name of TIMES) if (now.has(name)) query.set(name, now.get(name) ?? "");
  }
  return query.size === 0 ? "/" : `/?${query}`;
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
  const page = useRef(href);
  /** A field in which somebody typed what was not sent yet. */
  const edited = useRef<EventTarget>(null);
  page.current = href;
  useEffect(() => {
    button.current?.closest(".page")?.setAttribute("aria-busy", String(isPending));
  }, [isPending]);
  useEffect(() => {
    const form = button.current?.form;
    if (!form) return undefined;
    let typing: ReturnType<typeof setTimeout> | undefined;
    const go = () => {
      edited.current = null;
      start(() => router.push(hrefOf(form, page.current), { scroll: false }));
    };
    const onInput = (event: Event) => {
      edited.current = event.target;
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
    // Away from the field, so that single keys are keys again; what is typed stays.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !(event.target instanceof HTMLInputElement) || !isTyped(event.target))
        return;
      if (event.isComposing || event.target.closest("details") !== null) return;
      event.preventDefault();
      event.target.blur();
    };
    const onSubmit = (event: SubmitEvent) => {
      event.preventDefault();
      clearTimeout(typing);
      go();
    };
    form.addEventListener("input", onInput);
    form.addEventListener("change", onChange);
    form.addEventListener("submit", onSubmit);
    form.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(typing);
      form.removeEventListener("input", onInput);
      form.removeEventListener("change", onChange);
      form.removeEventListener("submit", onSubmit);
      form.removeEventListener("keydown", onKey);
    };
  }, [router]);
  useEffect(() => {
    // Back, forward and "clear" change the view under the form; what somebody is typing is left alone.
    for (const field of button.current?.form?.elements ?? [])
      if (field !== edited.current || !isTyped(field)) showChosen(field);
  }, [href]);
  return (
    <button ref={button} className="button auto-submit">
      {label}
    </button>
  );
}
