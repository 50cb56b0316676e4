"use client";

import { useEffect, useRef } from "react";

/** Something the open page can do. `id` tells actions apart; `label` is what a reader searches. */
export type PageAction = { readonly id: string; readonly label: string; readonly run: () => void };

type Source = () => readonly PageAction[];
const sources = new Set<Source>();

/** Offers actions in the command palette while the component is there; asked for when the palette opens. */
export function usePageActions(actions: Source): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const source: Source = () => latest.current();
    sources.add(source);
    return () => void sources.delete(source);
  }, []);
}

export const pageActions = (): readonly PageAction[] => [...sources].flatMap((source) => source());
