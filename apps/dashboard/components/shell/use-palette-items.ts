"use client";

import {
  bootHref,
  bootsHref,
  containerHref,
  formatDuration,
  visibleText,
  WHOLE_LIST,
  type BootsView,
  type PaletteMessage,
} from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { wallTimeText } from "../../i18n/wall-time.ts";
import { pageActions } from "../ui/page-actions.ts";
import { controlItems, settingItems, type Item } from "./palette-controls.ts";
import { beginsWord, bestMatches, pathOfLink } from "./palette-match.ts";

/** Commands shown of a section before anything is typed, and at most. */
const FIRST_SHOWN = 7;
const MOST_SHOWN = 12;

type Go = (href: string) => () => void;

/** Lists of boots that a reader may look for by what they are. */
function useListItems(go: Go): readonly Item[] {
  const t = useTranslations("palette");
  const list = (id: string, label: string, view: Partial<BootsView>): Item => ({
    id: `list:${id}`,
    section: "boots",
    label,
    run: go(bootsHref({ ...WHOLE_LIST, ...view })),
  });
  return [
    list("slow", t("allSlow"), { sort: "slowest" }),
    list("failed", t("allFailed"), { outcomes: ["failed"] }),
  ];
}

/** A container, and its slow and failed boots. */
function useContainerItems(containers: PaletteMessage["containers"], go: Go): readonly Item[] {
  const t = useTranslations("palette");
  return containers.flatMap((each): readonly Item[] => {
    const name = visibleText(each.name, 60);
    const boots = { ...WHOLE_LIST, container: each.name };
    const item = (id: string, label: string, href: string): Item => ({
      id: `${id}:${each.name}`,
      section: "containers",
      label,
      run: go(href),
    });
    return [
      {
        ...item("container", name, containerHref(each.name)),
        hint: t("containerHint", { count: each.boots }),
      },
      item("slow", t("slow", { name }), bootsHref({ ...boots, sort: "slowest" })),
      item("failed", t("failed", { name }), bootsHref({ ...boots, outcomes: ["failed"] })),
    ];
  });
}

function useBootItems(boots: PaletteMessage["boots"], go: Go): readonly Item[] {
  const outcomes = useTranslations("outcome");
  const dates = { locale: useLocale(), timeZone: useTimeZone() ?? "UTC" };
  return boots.map((boot): Item => {
    const length = boot.durationNs === undefined ? [] : [formatDuration(boot.durationNs)];
    const wall = wallTimeText(boot.wallTime, dates, "full");
    return {
      id: `boot:${boot.id}`,
      section: "boots",
      label: boot.container,
      hint: [outcomes(boot.outcome), ...length, ...(wall === undefined ? [] : [wall]), boot.id].join(" · "),
      run: go(bootHref(boot.id)),
    };
  });
}

/** What is offered before anything is typed: all pages, and some of each other section. */
function offeredFirst(items: readonly Item[]): readonly Item[] {
  const sections = Map.groupBy(items, ({ section }) => section);
  return [...sections.values()].flatMap((each) => {
    const isPages = each[0]?.section === "pages";
    return isPages ? each : each.slice(0, FIRST_SHOWN);
  });
}

/** Everything the box offers for what is typed, best first. `reply` is what the server knows of it, once it has answered. */
export function useItems(query: string, reply: PaletteMessage | undefined): readonly Item[] {
  const t = useTranslations("palette");
  const router = useRouter();
  const go: Go = (href) => () => router.push(href);
  const [onPage] = useState(() => {
    const joined = (name: string, value: string) => t("setting", { name, value });
    return [
      ...controlItems(joined),
      ...pageActions().map((action): Item => ({ ...action, section: "actions" })),
      ...settingItems(joined),
    ];
  });
  const lists = useListItems(go);
  const containers = useContainerItems(reply?.containers ?? [], go);
  const boots = useBootItems(reply?.boots ?? [], go);
  if (query.trim() === "")
    return offeredFirst([
      ...onPage.filter(({ section }) => section === "pages"),
      ...boots,
      ...containers.filter(({ id }) => id.startsWith("container:")),
      ...onPage.filter(({ section }) => section !== "pages"),
    ]);
  const path = pathOfLink(query);
  const link: Item | undefined =
    path === undefined
      ? undefined
      : { id: "link", section: "link", label: t("openLink"), hint: visibleText(path, 80), run: go(path) };
  const links = link === undefined ? [] : [link];
  // The server answered by this query; ids and times are no words to be matched again.
  const offered = bestMatches(query, [...onPage, ...lists], ({ label }) => label);
  const named = bestMatches(query, containers, ({ label }) => label);
  const isBegun =
    reply?.containers.some(({ name }) => beginsWord(query, name)) === true ||
    reply?.boots.some(({ id }) => beginsWord(query, id)) === true;
  return isBegun
    ? [...links, ...named.slice(0, MOST_SHOWN), ...boots, ...offered.slice(0, MOST_SHOWN)]
    : [...links, ...[...offered, ...named].slice(0, MOST_SHOWN), ...boots];
}
