export type Section = "link" | "actions" | "pages" | "containers" | "boots" | "settings";
export type Item = {
  readonly id: string;
  readonly section: Section;
  readonly label: string;
  readonly hint?: string;
  readonly key?: string;
  readonly run: () => void;
};

const nameOf = (control: HTMLElement) =>
  (control.ariaLabel ?? (control.title || control.textContent) ?? "").trim();

/** Links and buttons of the page that have a key, as they are now. */
export function controlItems(): readonly Item[] {
  return [...document.querySelectorAll<HTMLElement>("[data-shortcut]")].flatMap((control) => {
    const key = control.dataset["shortcut"] ?? "";
    if (control.ariaDisabled === "true" || control.closest("dialog") || key === "?") return [];
    const label = control.matches("input")
      ? (control as HTMLInputElement).labels?.[0]?.textContent?.trim() || control.ariaLabel || ""
      : nameOf(control);
    if (label === "") return [];
    const isPage = control.closest(".site-header nav") !== null;
    const run = () => (control.matches("input, select") ? control.focus() : control.click());
    return [{ id: `key:${key}`, section: isPage ? "pages" : "actions", label, key, run } satisfies Item];
  });
}

/** Choices of the preferences' form that are not made already. */
export function settingItems(label: (name: string, value: string) => string): readonly Item[] {
  const buttons = [
    ...document.querySelectorAll<HTMLButtonElement>('.menu button[name][aria-pressed="false"]'),
  ];
  return buttons.map((button) => {
    const legend = button.closest("fieldset")?.querySelector("legend")?.textContent ?? "";
    return {
      id: `set:${button.name}:${button.value}`,
      section: "settings",
      label: label(legend, button.textContent ?? ""),
      run: () => button.click(),
    };
  });
}
