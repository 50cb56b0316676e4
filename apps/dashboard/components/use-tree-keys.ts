"use client";

import type { Lane } from "@hacotaki/core";
import { useState, type KeyboardEvent, type RefObject } from "react";
import type { WaterfallRow } from "../charts/waterfall/rows.ts";
import { rowKey } from "./waterfall-row.tsx";

type Actions = {
  readonly select: (slug: string | undefined) => void;
  readonly fold: (lane: Lane) => void;
};

/** The row that Tab stops at, and the keys of the ARIA tree grid. With details open, they follow the row. */
export function useTreeKeys(
  grid: RefObject<HTMLElement | null>,
  rows: readonly WaterfallRow[],
  selected: string | undefined,
  { select, fold }: Actions,
) {
  const [focused, setFocused] = useState<string>();
  const keys = rows.map(rowKey);
  const current = [focused, selected, keys[0]].find((key) => key !== undefined && keys.includes(key));

  function focus(key: string): void {
    setFocused(key);
    const all = [...(grid.current?.querySelectorAll<HTMLElement>("[data-key]") ?? [])];
    all.find((row) => row.dataset["key"] === key)?.focus();
    if (selected !== undefined && !key.startsWith("lane:")) select(key);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = keys.indexOf(current ?? "");
    const row = rows[index];
    const go = (to: number) => {
      const key = keys[Math.min(keys.length - 1, Math.max(0, to))];
      if (key !== undefined) focus(key);
    };
    const open = () => (row?.kind === "span" ? select(row.span.slug) : row && fold(row.lane));
    const actions: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: () => go(index + 1),
      ArrowUp: () => go(index - 1),
      Home: () => go(0),
      End: () => go(keys.length - 1),
      ArrowRight: () => row?.kind === "lane" && (row.isOpen ? go(index + 1) : fold(row.lane)),
      ArrowLeft: () => (row?.kind === "span" ? focus(`lane:${row.lane}`) : row?.isOpen && fold(row.lane)),
      Enter: open,
      " ": open,
      Escape: selected === undefined ? undefined : () => select(undefined),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
  return { current, onKeyDown, onFocusKey: setFocused };
}
