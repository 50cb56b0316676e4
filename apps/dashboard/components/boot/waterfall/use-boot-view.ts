"use client";

import {
  bootHref,
  CHART_LAYERS,
  omitUndefined,
  parseBootView,
  type BootId,
  type BootView,
  type ChartLayer,
  type Expanded,
  type Lane,
  type ZoomRange,
} from "@hacotaki/core";
import { isSameRange } from "@hacotaki/core/drawing/extent";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { historyAt, stepOf, visited, wentTo } from "../../../charts/waterfall/zoom-history.ts";
import { addressNow, writeAddressSoon, type AddressEntry } from "../../ui/address.ts";
import { toggled } from "./expanded.ts";
import { folded } from "./folded.ts";

export type BootViewHandle = {
  readonly view: BootView;
  /** The view as of a moment ago, for the links in the rows: they need not follow each frame of a zoom. */
  readonly settled: BootView;
  readonly select: (slug: string | undefined) => void;
  /** Changes of one gesture are one step back. */
  readonly zoomTo: (range: ZoomRange | undefined, gesture?: string) => void;
  readonly measure: (range: ZoomRange | undefined) => void;
  readonly find: (text: string | undefined) => void;
  readonly fold: (lane: Lane) => void;
  readonly toggle: (layer: ChartLayer) => void;
  /** Selects a call or helper of a span; undefined the span alone. */
  readonly selectPart: (slug: string, part: string | undefined) => void;
  /** Shows or hides the inside of a row; `all` are the rows that have any. */
  readonly expand: (slug: string, all: readonly string[]) => void;
  readonly expandAll: () => void;
  readonly back: (() => void) | undefined;
  readonly forward: (() => void) | undefined;
};

type Parts = Omit<BootView, "zoom">;

function withSpan(parts: Parts, span: string | undefined, part?: string): Parts {
  const { span: _, part: __, ...rest } = parts;
  return { ...rest, ...omitUndefined({ span, part }) };
}

function withExpanded(parts: Parts, expanded: Expanded | undefined): Parts {
  const { expanded: _, ...rest } = parts;
  return expanded === undefined ? rest : { ...rest, expanded };
}

function withToggled({ hidden = [], ...rest }: Parts, layer: ChartLayer): Parts {
  const next = CHART_LAYERS.filter((each) => hidden.includes(each) !== (each === layer));
  return next.length === 0 ? rest : { ...rest, hidden: next };
}

function withMeasure(parts: Parts, measure: ZoomRange | undefined): Parts {
  const { measure: _, ...rest } = parts;
  return measure === undefined ? rest : { ...rest, measure };
}

function withFind(parts: Parts, find: string | undefined): Parts {
  const { find: _, ...rest } = parts;
  return find === undefined ? rest : { ...rest, find };
}

function partsOf(view: BootView): Parts {
  const { zoom: _, ...parts } = view;
  return parts;
}

type Zoomed = {
  readonly range: ZoomRange | undefined;
  /** What is being done: a drag, or a row of wheel events, is one step back. */
  readonly gesture: string | undefined;
};

const hereView = () => parseBootView(Object.fromEntries(new URL(location.href).searchParams)).view;

/**
 * Selection, zoom, folding and layers, mirrored into the address: the link of the moment shows the same again. Each range
 * that was rested at is an entry of the browser's history.
 */
export function useBootView(initial: BootView, id: BootId): BootViewHandle {
  const [parts, setParts] = useState(() => partsOf(initial));
  const [zoomed, setZoomed] = useState<Zoomed>({ range: initial.zoom, gesture: undefined });
  const [history, setHistory] = useState(() => historyAt(0));
  const [settled, setSettled] = useState(initial);
  const { range: zoom, gesture } = zoomed;
  const view = useMemo<BootView>(() => (zoom ? { ...parts, zoom } : parts), [parts, zoom]);
  const latest = useRef({ step: 0, zoom: initial.zoom, gesture: undefined as string | undefined });
  // What this page was left with, where it is come back to; what it was opened with is in its address.
  useEffect(() => {
    const follow = () => {
      const there = hereView();
      const step = stepOf(window.history.state);
      latest.current = { step, zoom: there.zoom, gesture: undefined };
      setParts(partsOf(there));
      setZoomed((old) =>
        isSameRange(old.range, there.zoom) ? old : { range: there.zoom, gesture: undefined },
      );
      setHistory((old) => wentTo(old, step));
      setSettled(there);
    };
    if (!isSameRange(hereView().zoom, initial.zoom)) follow();
    else {
      latest.current.step = stepOf(window.history.state);
      setHistory(historyAt(latest.current.step));
    }
    const onPop = () => {
      if (location.pathname === `/boots/${id}`) follow();
    };
    window.addEventListener("popstate", onPop);
    return () => window.removeEventListener("popstate", onPop);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what it was opened with does not change
  }, [id]);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return undefined;
    }
    const entryOf = (): AddressEntry => {
      const last = latest.current;
      const isStep = !isSameRange(last.zoom, zoom) && (gesture === undefined || gesture !== last.gesture);
      const step = isStep ? last.step + 1 : last.step;
      latest.current = { step, zoom, gesture: isSameRange(last.zoom, zoom) ? last.gesture : gesture };
      if (isStep) setHistory(visited);
      return { kind: isStep ? "step" : "same", state: { zoomStep: step } };
    };
    return writeAddressSoon(bootHref(id, view), () => setSettled(view), entryOf);
  }, [id, view, zoom, gesture]);
  return {
    view,
    settled,
    select: useCallback((slug) => setParts((old) => withSpan(old, slug)), []),
    zoomTo: useCallback(
      (range, by) => setZoomed((old) => (isSameRange(old.range, range) ? old : { range, gesture: by })),
      [],
    ),
    measure: useCallback((range) => setParts((old) => withMeasure(old, range)), []),
    find: useCallback((text) => setParts((old) => withFind(old, text)), []),
    fold: useCallback((lane) => setParts((old) => ({ ...old, collapsed: folded(old.collapsed, lane) })), []),
    selectPart: useCallback((slug, part) => setParts((old) => withSpan(old, slug, part)), []),
    expand: useCallback(
      (slug, all) => setParts((old) => withExpanded(old, toggled(old.expanded, slug, all))),
      [],
    ),
    expandAll: useCallback(
      () => setParts((old) => withExpanded(old, old.expanded === "all" ? undefined : "all")),
      [],
    ),
    toggle: useCallback((layer) => setParts((old) => withToggled(old, layer)), []),
    back: history.at === 0 ? undefined : goBack,
    forward: history.at === history.last ? undefined : goForward,
  };
}

/** A range that is not in the history yet is put there first. */
function goBack(): void {
  addressNow();
  window.history.back();
}
const goForward = () => window.history.forward();
