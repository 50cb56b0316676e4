import { omitUndefined } from "@hacotaki/core";
import { commandName } from "./palette-match.ts";

export type Section = "link" | "actions" | "pages" | "containers" | "boots" | "settings";
export type Item = {
  readonly id: string;
  readonly section: Section;
  readonly label: string;
  readonly hint?: string;
  readonly key?: string;
  readonly run: () => void;
};

type Joined = (name: string, value: string) => string;

const nameOf = (control: HTMLElement, joined: Joined) =>
  control.ariaLabel?.trim() ?? commandName((control.textContent ?? "").trim(), control.title.trim(), joined);

function use(control: HTMLElement): void {
  const { command } = control.dataset;
  if (command !== undefined || control.matches("input, select")) control.focus();
  // Once it is reached, and leads to what the page shows by now.
  if (command !== undefined) requestAnimationFrame(() => control.click());
  else if (!control.matches("input, select")) control.click();
}

/** Links and buttons of the page that have a key, or say that they are commands, as they are now. */
export function controlItems(joined: Joined): readonly Item[] {
  const controls = document.querySelectorAll<HTMLElement>("[data-shortcut], [data-command]");
  return [...controls].flatMap((control, place) => {
    const key = control.dataset["shortcut"];
    if (control.ariaDisabled === "true" || control.closest("dialog") || key === "?") return [];
    const label = control.matches("input")
      ? control.ariaLabel || (control as HTMLInputElement).labels?.[0]?.textContent?.trim() || ""
      : nameOf(control, joined);
    if (label === "") return [];
    const section = control.closest(".site-header nav") === null ? "actions" : "pages";
    const run = () => use(control);
    return [{ id: `control:${place}`, section, label, ...omitUndefined({ key }), run } satisfies Item];
  });
}

/** Choices of the preferences' form that are not made already. */
export function settingItems(joined: Joined): readonly Item[] {
  const buttons = [
    ...document.querySelectorAll<HTMLButtonElement>('.menu button[name][aria-pressed="false"]'),
  ];
  return buttons.map((button) => {
    const legend = button.closest("fieldset")?.querySelector("legend")?.textContent ?? "";
    return {
      id: `set:${button.name}:${button.value}`,
      section: "settings",
      label: joined(legend, button.textContent ?? ""),
      run: () => button.click(),
    };
  });
}
