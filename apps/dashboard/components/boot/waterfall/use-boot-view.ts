"use client";

import {
  bootHref,
  CHART_LAYERS,
  type BootId,
  type BootView,
  type ChartLayer,
  type Lane,
  type ZoomRange,
} from "@hacotaki/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { back, forward, historyOf, visit } from "../../../charts/waterfall/zoom-history.ts";
import { writeAddressSoon } from "../../ui/address.ts";
import { folded } from "./folded.ts";

export type BootViewHandle = {
  readonly view: BootView;
  /** The view as of a moment ago, for the links in the rows: they need not follow each frame of a zoom. */
  readonly settled: BootView;
  readonly select: (slug: string | undefined) => void;
  /** Changes of one gesture are one step back. */
  readonly zoomTo: (range: ZoomRange | undefined, gesture?: string) => void;
  readonly fold: (lane: Lane) => void;
  readonly toggle: (layer: ChartLayer) => void;
  readonly back: (() => void) | undefined;
  readonly forward: (() => void) | undefined;
};

type Parts = Omit<BootView, "zoom">;

function withSpan(parts: Parts, span: string | undefined): Parts {
  const { span: _, ...rest } = parts;
  return span === undefined ? rest : { ...rest, span };
}

function withToggled({ hidden = [], ...rest }: Parts, layer: ChartLayer): Parts {
  const next = CHART_LAYERS.filter((each) => hidden.includes(each) !== (each === layer));
  return next.length === 0 ? rest : { ...rest, hidden: next };
}

function partsOf(view: BootView): Parts {
  const { zoom: _, ...parts } = view;
  return parts;
}

/** Selection, zoom, folding and layers, mirrored into the address: the link of the moment shows the same again. */
export function useBootView(initial: BootView, id: BootId): BootViewHandle {
  const [parts, setParts] = useState(() => partsOf(initial));
  const [history, setHistory] = useState(() => historyOf(initial.zoom));
  const [settled, setSettled] = useState(initial);
  const { zoom, past, future } = history;
  const view = useMemo<BootView>(() => (zoom ? { ...parts, zoom } : parts), [parts, zoom]);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return undefined;
    }
    return writeAddressSoon(bootHref(id, view), () => setSettled(view));
  }, [id, view]);
  const goBack = useCallback(() => setHistory(back), []);
  const goForward = useCallback(() => setHistory(forward), []);
  return {
    view,
    settled,
    select: useCallback((slug) => setParts((old) => withSpan(old, slug)), []),
    zoomTo: useCallback((range, gesture) => setHistory((old) => visit(old, range, gesture)), []),
    fold: useCallback((lane) => setParts((old) => ({ ...old, collapsed: folded(old.collapsed, lane) })), []),
    toggle: useCallback((layer) => setParts((old) => withToggled(old, layer)), []),
    back: past.length === 0 ? undefined : goBack,
    forward: future.length === 0 ? undefined : goForward,
  };
}
