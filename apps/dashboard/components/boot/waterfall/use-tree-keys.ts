"use client";

import type { Lane } from "@hacotaki/core";
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { rowKey, type WaterfallRow } from "@hacotaki/core/drawing/rows";

type Actions = {
  readonly select: (slug: string | undefined) => void;
  readonly fold: (lane: Lane) => void;
  readonly pan: (direction: -1 | 1) => void;
};

/** Rows that Page Up and Page Down pass. */
const PAGE = 10;

/** The row that Tab stops at, and the keys of the ARIA tree grid. With details open, they follow the row. */
export function useTreeKeys(
  grid: RefObject<HTMLElement | null>,
  { rows, indexes }: { rows: readonly WaterfallRow[]; indexes: ReadonlyMap<string, number> },
  selected: string | undefined,
  { select, fold, pan }: Actions,
) {
  const [focused, setFocused] = useState<string>();
  const wanted = useRef<string>(undefined);
  const first = rows[0] && rowKey(rows[0]);
  const current = [focused, selected, first].find((key) => key !== undefined && indexes.has(key));
  const currentIndex = current === undefined ? undefined : indexes.get(current);

  // A row out of sight is drawn first, and gets the focus then.
  useLayoutEffect(() => {
    const key = wanted.current;
    wanted.current = undefined;
    if (key === undefined) return;
    const drawn = [...(grid.current?.querySelectorAll<HTMLElement>("[data-key]") ?? [])];
    drawn.find((row) => row.dataset["key"] === key)?.focus();
  });

  function focus(key: string): void {
    wanted.current = key;
    setFocused(key);
    // The row may have been the current one already: something has to be drawn for the effect to run.
    setTurn((turn) => turn + 1);
    if (selected !== undefined && !key.startsWith("lane:")) select(key);
  }
  const [, setTurn] = useState(0);
  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = currentIndex ?? -1;
    const row = rows[index];
    const go = (to: number) => {
      const next = rows[Math.min(rows.length - 1, Math.max(0, to))];
      if (next !== undefined) focus(rowKey(next));
    };
    const open = () => (row?.kind === "span" ? select(row.span.slug) : row && fold(row.lane));
    const actions: Readonly<Record<string, (() => void) | undefined>> = event.shiftKey
      ? { ArrowLeft: () => pan(-1), ArrowRight: () => pan(1) }
      : {
          ArrowDown: () => go(index + 1),
          ArrowUp: () => go(index - 1),
          PageDown: () => go(index + PAGE),
          PageUp: () => go(index - PAGE),
          Home: () => go(0),
          End: () => go(rows.length - 1),
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
  return { current, currentIndex, onKeyDown, onFocusKey: setFocused };
}
