"use client";

import {
  bootHref,
  bootsHref,
  containerHref,
  decodeWire,
  formatDuration,
  parseBootsView,
  visibleText,
  type PaletteMessage,
  type Wire,
} from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  useLayoutEffect,
  type RefObject,
} from "react";
import { pageActions } from "../ui/page-actions.ts";
import { beginsWord, bestMatches, pathOfLink } from "./palette-match.ts";
import { wallTimeText } from "../../i18n/wall-time.ts";

const TYPING_MS = 120;
/** Commands shown of a section before anything is typed, and at most. */
const FIRST_SHOWN = 6;
const MOST_SHOWN = 12;

type Group = "link" | "actions" | "pages" | "containers" | "boots" | "settings";
type Item = {
  readonly id: string;
  readonly group: Group;
  readonly label: string;
  readonly hint?: string;
  readonly key?: string;
  readonly run: () => void;
};

const nameOf = (control: HTMLElement) =>
  (control.ariaLabel ?? (control.title || control.textContent) ?? "").trim();

/** Links and buttons of the page that have a key, as they are now. */
function controlItems(): readonly Item[] {
  return [...document.querySelectorAll<HTMLElement>("[data-shortcut]")].flatMap((control) => {
    const key = control.dataset["shortcut"] ?? "";
    if (control.ariaDisabled === "true" || control.closest("dialog") || key === "?") return [];
    const label = control.matches("input")
      ? (control as HTMLInputElement).labels?.[0]?.textContent?.trim() || control.ariaLabel || ""
      : nameOf(control);
    if (label === "") return [];
    const isPage = control.closest(".site-header nav") !== null;
    const run = () => (control.matches("input, select") ? control.focus() : control.click());
    return [{ id: `key:${key}`, group: isPage ? "pages" : "actions", label, key, run } satisfies Item];
  });
}

/** Choices of the preferences' form that are not made already. */
function settingItems(label: (name: string, value: string) => string): readonly Item[] {
  const buttons = [
    ...document.querySelectorAll<HTMLButtonElement>('.menu button[name][aria-pressed="false"]'),
  ];
  return buttons.map((button) => {
    const legend = button.closest("fieldset")?.querySelector("legend")?.textContent ?? "";
    return {
      id: `set:${button.name}:${button.value}`,
      group: "settings",
      label: label(legend, button.textContent ?? ""),
      run: () => button.click(),
    };
  });
}

type Answer =
  | { readonly kind: "asking" }
  | { readonly kind: "told"; readonly message: PaletteMessage }
  | { readonly kind: "lost" };

function useAnswer(query: string): Answer {
  const [answer, setAnswer] = useState<Answer>({ kind: "asking" });
  useEffect(() => {
    const stop = new AbortController();
    const ask = async () => {
      const url = `/api/palette?q=${encodeURIComponent(query)}`;
      const response = await fetch(url, { cache: "no-store", signal: stop.signal });
      if (!response.ok) throw new Error(`palette: ${response.status}`);
      const message = decodeWire<PaletteMessage>((await response.json()) as Wire<PaletteMessage>);
      setAnswer({ kind: "told", message });
    };
    const timer = setTimeout(
      () => void ask().catch(() => !stop.signal.aborted && setAnswer({ kind: "lost" })),
      query === "" ? 0 : TYPING_MS,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query]);
  return answer;
}

function useItems(query: string, answer: Answer): readonly Item[] {
  const t = useTranslations("palette");
  const outcomes = useTranslations("outcome");
  const router = useRouter();
  const dates = { locale: useLocale(), timeZone: useTimeZone() ?? "UTC" };
  const go = (href: string) => () => router.push(href);
  const [onPage] = useState(() => [
    ...controlItems(),
    ...pageActions().map((action): Item => ({ ...action, group: "actions" })),
    ...settingItems((name, value) => t("setting", { name, value })),
  ]);
  const whole = parseBootsView({}).view;
  const told = answer.kind === "told" ? answer.message : undefined;
  const path = pathOfLink(query);
  const links: readonly Item[] =
    path === undefined
      ? []
      : [{ id: "link", group: "link", label: t("openLink"), hint: visibleText(path, 80), run: go(path) }];
  const lists: readonly Item[] = [
    {
      id: "list:slow",
      group: "boots",
      label: t("allSlow"),
      run: go(bootsHref({ ...whole, sort: "slowest" })),
    },
    {
      id: "list:failed",
      group: "boots",
      label: t("allFailed"),
      run: go(bootsHref({ ...whole, outcomes: ["failed"] })),
    },
  ];
  const containers = (told?.containers ?? []).flatMap((each): readonly Item[] => {
    const name = visibleText(each.name, 60);
    const one = { ...whole, container: each.name };
    return [
      {
        id: `container:${each.name}`,
        group: "containers",
        label: name,
        hint: t("containerHint", { count: each.boots }),
        run: go(containerHref(each.name)),
      },
      {
        id: `slow:${each.name}`,
        group: "containers",
        label: t("slow", { name }),
        run: go(bootsHref({ ...one, sort: "slowest" })),
      },
      {
        id: `failed:${each.name}`,
        group: "containers",
        label: t("failed", { name }),
        run: go(bootsHref({ ...one, outcomes: ["failed"] })),
      },
    ];
  });
  const boots = (told?.boots ?? []).map((boot): Item => {
    const length = boot.durationNs === undefined ? [] : [formatDuration(boot.durationNs)];
    const wall = wallTimeText(boot.wallTime, dates, "full");
    return {
      id: `boot:${boot.id}`,
      group: "boots",
      label: boot.container,
      hint: [outcomes(boot.outcome), ...length, ...(wall === undefined ? [] : [wall]), boot.id].join(" · "),
      run: go(bootHref(boot.id)),
    };
  });
  if (query.trim() === "") {
    const groups = Map.groupBy(
      [
        ...onPage.filter(({ group }) => group === "pages"),
        ...boots,
        ...containers.filter(({ id }) => id.startsWith("container:")),
        ...onPage.filter(({ group }) => group !== "pages"),
      ],
      ({ group }) => group,
    );
    return [...groups.values()].flatMap((items) => items.slice(0, FIRST_SHOWN));
  }
  // What the server found, it found by this query; ids and times are no words to be matched again.
  const offered = bestMatches(query, [...onPage, ...lists], ({ label }) => label);
  const named = bestMatches(query, containers, ({ label }) => label);
  const isBegun =
    told?.containers.some(({ name }) => beginsWord(query, name)) === true ||
    told?.boots.some(({ id }) => beginsWord(query, id)) === true;
  return isBegun
    ? [...links, ...named.slice(0, MOST_SHOWN), ...boots, ...offered.slice(0, MOST_SHOWN)]
    : [...links, ...[...offered, ...named].slice(0, MOST_SHOWN), ...boots];
}

/** One box to go anywhere and do anything from: a combobox over a grouped list. */
export default function PaletteDialog({
  typed,
  onClose,
}: {
  /** The text to begin with. */
  typed: RefObject<string>;
  onClose: () => void;
}) {
  const t = useTranslations("palette");
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState(() => typed.current);
  const [wanted, setWanted] = useState(0);
  const answer = useAnswer(query);
  const found = useItems(query, answer);
  // Groups stay together, in the order of their best result.
  const groups = useMemo(() => [...Map.groupBy(found, ({ group }) => group)], [found]);
  const items = groups.flatMap(([, each]) => each);
  const active = Math.min(wanted, items.length - 1);
  // Before the next key: it is meant for the box.
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    document.getElementById(`palette-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const run = (item: Item | undefined) => {
    if (!item) return;
    onClose();
    // After the dialog is gone: what is focused by it would lose the focus again.
    setTimeout(item.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : undefined;
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      setWanted((active + step + items.length) % items.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(items[active]);
    }
  };
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t("title")}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <input
        type="text"
        role="combobox"
        aria-label={t("placeholder")}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={active < 0 ? undefined : `palette-${active}`}
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        placeholder={t("placeholder")}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setWanted(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette-list" role="listbox" aria-label={t("title")} className="palette-list">
        {groups.map(([group, each]) => (
          <div key={group} role="group" aria-label={t(group)}>
            <p aria-hidden="true">{t(group)}</p>
            {each.map((item) => {
              const index = items.indexOf(item);
              return (
                <div
                  key={item.id}
                  id={`palette-${index}`}
                  role="option"
                  aria-selected={index === active}
                  onClick={() => run(item)}
                  onPointerMove={() => setWanted(index)}
                >
                  <span>{item.label}</span>
                  {item.hint !== undefined && <span className="dim">{item.hint}</span>}
                  {item.key !== undefined && <kbd aria-hidden="true">{item.key}</kbd>}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {answer.kind === "told" && items.length === 0 && <p className="palette-none">{t("none")}</p>}
      {answer.kind === "lost" && <p className="palette-none bad">{t("unreachable")}</p>}
      <p className="sr" role="status">
        {answer.kind === "asking" ? "" : t("count", { count: items.length })}
      </p>
    </dialog>
  );
}
