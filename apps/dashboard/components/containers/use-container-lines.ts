"use client";

import { containersQuery, type ContainersView } from "@hacotaki/core";
import { useState } from "react";
import { readWire } from "../../follow/read-wire.ts";
import type { ContainerLine, ContainersMessage } from "./list-containers.ts";

type Loaded = Pick<ContainersMessage, "lines" | "next">;

/** A row that moved meanwhile may be on two pages. */
function eachOnce(lines: readonly ContainerLine[]): readonly ContainerLine[] {
  const byName = new Map(lines.map((line) => [line.name, line]));
  return [...byName.values()];
}

/** The rows of the page, and those that were loaded behind them. */
export function useContainerLines(
  initial: ContainersMessage,
  view: ContainersView,
  of: "containers" | "images",
) {
  const [more, setMore] = useState<Loaded>();
  const [loading, setLoading] = useState<"idle" | "loading" | "failed">("idle");
  const next = more === undefined ? initial.next : more.next;
  function loadMore(): void {
    if (loading === "loading" || next === undefined) return;
    setLoading("loading");
    readWire<ContainersMessage>(`/api/${of}?${containersQuery({ ...view, from: next })}`).then(
      (page) => {
        setMore((before) => ({ ...page, lines: [...(before?.lines ?? []), ...page.lines] }));
        setLoading("idle");
      },
      () => setLoading("failed"),
    );
  }
  const lines = more === undefined ? initial.lines : eachOnce([...initial.lines, ...more.lines]);
  return { lines, next, loading, loadMore };
}
