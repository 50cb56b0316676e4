"use client";

import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { levelOf, rowKey, type WaterfallRow } from "@hacotaki/core/drawing/rows";

type Actions = {
  /** Shows the details of a row that has any. */
  readonly open: (row: WaterfallRow) => void;
  readonly close: () => void;
  /** Shows or hides what is below a row. */
  readonly toggle: (row: WaterfallRow) => void;
  readonly expandAll: () => void;
  readonly pan: (direction: -1 | 1) => void;
};

/** Whether what is below a row is shown; undefined where it has nothing below. */
const isOpen = (row: WaterfallRow | undefined): boolean | undefined =>
  row === undefined || row.kind === "call" || row.kind === "helper" ? undefined : row.isOpen;

/** Rows that Page Up and Page Down pass. */
const PAGE = 10;

/** The row that Tab stops at, and the keys of the ARIA tree grid. With details open, they follow the row. */
export function useTreeKeys(
  grid: RefObject<HTMLElement | null>,
  { rows, indexes }: { rows: readonly WaterfallRow[]; indexes: ReadonlyMap<string, number> },
  selected: string | undefined,
  { open, close, toggle, expandAll, pan }: Actions,
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
    const row = rows[indexes.get(key) ?? -1];
    if (selected !== undefined && row !== undefined && row.kind !== "lane") open(row);
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
    const enter = () => {
      if (row === undefined) return;
      if (row.kind === "lane" || row.kind === "shorter") toggle(row);
      else open(row);
    };
    /** The row that this one is below. */
    const parent = () =>
      row && rows.findLastIndex((each, place) => place < index && levelOf(each) < levelOf(row));
    const right = () => {
      if (row === undefined || isOpen(row) === undefined) return;
      if (isOpen(row) === true) go(index + 1);
      else toggle(row);
    };
    const left = () => {
      if (row === undefined) return;
      if (isOpen(row) === true) return toggle(row);
      const to = parent() ?? -1;
      if (to >= 0) go(to);
    };
    const actions: Readonly<Record<string, (() => void) | undefined>> =
      event.shiftKey && event.key !== "*"
        ? { ArrowLeft: () => pan(-1), ArrowRight: () => pan(1) }
        : {
            ArrowDown: () => go(index + 1),
            ArrowUp: () => go(index - 1),
            PageDown: () => go(index + PAGE),
            PageUp: () => go(index - PAGE),
            Home: () => go(0),
            End: () => go(rows.length - 1),
            ArrowRight: right,
            ArrowLeft: left,
            "*": expandAll,
            Enter: enter,
            " ": enter,
            Escape: selected === undefined ? undefined : close,
          };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
  return { current, currentIndex, onKeyDown, onFocusKey: setFocused };
}
