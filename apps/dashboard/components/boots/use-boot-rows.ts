"use client";

import { bootsHref, bootsQuery, type BootsMessage, type BootsView } from "@hacotaki/core";
import { useEffect, useRef, useState } from "react";
import { applyChanges, rowsOfPage, withFresh, withPage, withRefound, type BootRows } from "./boot-rows.ts";
import { fetchBoots } from "./fetch-boots.ts";
import { followChanges } from "../../follow/changes.ts";

/** Lists left in this tab, so that going back finds the rows (and with them the scroll position) as they were. */
const left = new Map<string, BootRows>();

function fetchPage(view: BootsView, after: string | undefined): Promise<BootsMessage> {
  const query = bootsQuery(view);
  if (after !== undefined) query.set("after", after);
  return fetchBoots(query);
}

export type BootRowsHandle = {
  readonly rows: BootRows;
  readonly loading: "idle" | "loading" | "failed";
  readonly showFresh: () => void;
  readonly loadMore: () => void;
};

/** The rows of a view: the page's own, more on request, and everything that changes meanwhile. */
export function useBootRows(initial: BootsMessage, view: BootsView, isAtTop: () => boolean): BootRowsHandle {
  const key = bootsHref(view);
  const [rows, setRows] = useState<BootRows>(() => {
    const before = left.get(key);
    return before !== undefined && before.revision >= initial.revision ? before : rowsOfPage(initial);
  });
  const [loading, setLoading] = useState<BootRowsHandle["loading"]>("idle");
  const latest = useRef({ rows, isAtTop, view });
  latest.current = { rows, isAtTop, view };
  const wasPartial = useRef(initial.looked !== undefined);
  useEffect(() => {
    if (wasPartial.current) setRows((now) => withRefound(now, initial, latest.current.isAtTop()));
    wasPartial.current = initial.looked !== undefined;
  }, [initial]);
  useEffect(() => {
    left.set(key, rows);
  }, [key, rows]);
  useEffect(
    () =>
      followChanges(latest.current.rows.revision, {
        onChanges: (message) =>
          setRows((now) => applyChanges(now, message, latest.current.view, latest.current.isAtTop())),
      }),
    [],
  );

  function load(after: string | undefined): void {
    if (loading === "loading") return;
    setLoading("loading");
    fetchPage(view, after).then(
      (page) => {
        setRows((now) => (after === undefined ? rowsOfPage(page) : withPage(now, page)));
        setLoading("idle");
      },
      () => setLoading("failed"),
    );
  }
  return {
    rows,
    loading,
    showFresh: () =>
      rows.isStale || rows.isOutgrown || view.sort !== "newest" ? load(undefined) : setRows(withFresh),
    loadMore: () => rows.next !== undefined && load(rows.next),
  };
}
