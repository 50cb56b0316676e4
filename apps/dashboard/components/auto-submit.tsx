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

/** Sends its form when something in it changes, without leaving the page; a plain submit button without script. */
export function AutoSubmit({ label, href, container }: { label: string; href: string; container: string }) {
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
    const form = button.current?.form;
    // Back and forward change the view under the form; who is typing is not interrupted.
    if (!form || form.contains(document.activeElement)) return;
    form.reset();
    const select = form.elements.namedItem("container");
    if (select instanceof HTMLSelectElement) select.value = container;
  }, [href, container]);
  return (
    <button ref={button} className="button auto-submit">
      {label}
    </button>
  );
}
