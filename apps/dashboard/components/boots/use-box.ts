import { bootsHref, type BootsView } from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { Axis, Domain } from "../../charts/scatter/axes.ts";
import { areaOf, EDGES, withArea, withEdge, withoutBox } from "./box.ts";
import type { Area, Edge } from "../ui/gestures/brushing.ts";

/** Keys that follow each other are one brush, and one step of the history. */
const KEYS_MS = 450;

/** The box of the list's charts: what the address says, and what keys are about to make of it. */
export function useBox(view: BootsView, axes: { readonly domain: Domain; readonly axis: Axis }) {
  const router = useRouter();
  const [keyed, setKeyed] = useState<Area>();
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const href = bootsHref(view);
  useEffect(() => {
    setKeyed(undefined);
    return () => clearTimeout(typing.current);
  }, [href]);
  const area = keyed ?? areaOf(view.box ?? {}, axes.domain, axes.axis);
  const go = (next: BootsView) => {
    if (bootsHref(next) !== href) router.push(bootsHref(next), { scroll: false });
  };
  return {
    area,
    isKeyed: keyed !== undefined,
    isSet: view.box !== undefined,
    go,
    goTo: (next: Area, edges: readonly Edge[]) => go(withArea(view, next, edges, axes)),
    clear() {
      clearTimeout(typing.current);
      setKeyed(undefined);
      go(withoutBox(view));
    },
    /** Moves an edge to a fraction of the chart; the list follows when no further key comes. */
    move(edge: Edge, to: number) {
      const next = withEdge(area, edge, to);
      setKeyed(next);
      clearTimeout(typing.current);
      typing.current = setTimeout(() => go(withArea(view, next, EDGES, axes)), KEYS_MS);
    },
  };
}
