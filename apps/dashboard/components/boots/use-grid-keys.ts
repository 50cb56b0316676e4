"use client";

import { parseBootId, type BootId, type BootSummary } from "@hacotaki/core";
import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type RefObject } from "react";
import { toggleTick } from "./ticks.ts";

const PAGE_ROWS = 10;

const rowOf = (target: EventTarget) =>
  target instanceof Element ? target.closest<HTMLElement>("tr[data-boot]") : null;
const idOf = (row: HTMLElement | null): BootId | undefined => parseBootId(row?.dataset["boot"] ?? "");

type Options = {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly boots: readonly BootSummary[];
  readonly scrollTo: (index: number) => void;
  /** A tick was refused: there are as many as can be compared. */
  readonly onFull: () => void;
};

/** The keys of an ARIA grid, a row at a time: one row is in the tab order, arrows move on from there. */
export function useGridKeys({ table, boots, scrollTo, onFull }: Options) {
  const [current, setCurrent] = useState<BootId>();
  /** A row to focus once it is drawn. */
  const wanted = useRef<BootId>(undefined);
  const linkOf = (id: BootId) =>
    table.current?.querySelector<HTMLElement>(`tr[data-boot="${id}"] td.container a`);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const link = linkOf(wanted.current);
    if (!link) return;
    wanted.current = undefined;
    link.focus();
  });
  function goTo(index: number): void {
    const boot = boots[Math.max(0, Math.min(boots.length - 1, index))];
    if (!boot) return;
    setCurrent(boot.id);
    const link = linkOf(boot.id);
    if (link) return link.focus();
    wanted.current = boot.id;
    scrollTo(boots.indexOf(boot));
  }
  function onKeyDown(event: KeyboardEvent): void {
    const isEdge = event.key === "Home" || event.key === "End";
    if (event.altKey || event.metaKey || (event.ctrlKey && !isEdge)) return;
    const row = rowOf(event.target);
    const id = idOf(row);
    if (!row || id === undefined) return;
    const index = boots.findIndex((boot) => boot.id === id);
    const isOnBox = event.target instanceof HTMLInputElement;
    const isOnChart = event.target instanceof HTMLTableCellElement;
    const moves: Record<string, () => void> = {
      ArrowDown: () => goTo(index + 1),
      ArrowUp: () => goTo(index - 1),
      j: () => goTo(index + 1),
      k: () => goTo(index - 1),
      PageDown: () => goTo(index + PAGE_ROWS),
      PageUp: () => goTo(index - PAGE_ROWS),
      Home: () => goTo(0),
      End: () => goTo(boots.length - 1),
      ArrowLeft: () => (isOnChart ? linkOf(id) : row.querySelector<HTMLElement>("td.tick input"))?.focus(),
      ArrowRight: () => (isOnBox ? linkOf(id) : row.querySelector<HTMLElement>("td.chart"))?.focus(),
      ...(isOnBox ? {} : { " ": () => void (toggleTick(id) || onFull()) }),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }
  const onFocus = (event: FocusEvent) => setCurrent(idOf(rowOf(event.target)) ?? current);
  const isKnown = boots.some((boot) => boot.id === current);
  const at = isKnown ? current : boots[0]?.id;
  /** To the row that has the grid's place in the tab order. */
  const enter = () => goTo(boots.findIndex(({ id }) => id === at));
  return { current: at, onKeyDown, onFocus, enter };
}
