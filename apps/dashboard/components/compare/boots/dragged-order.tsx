"use client";

import { compareHref, parseBootId, withPlaced, type BootId, type CompareView } from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, type PointerEvent, type ReactNode } from "react";

type Drag = { readonly id: BootId; readonly from: number; readonly to: number };

/** Place of the item at this height: the nearest one of those that carry a handle. */
function placeAt(list: HTMLElement, clientY: number): number {
  const handles = [...list.querySelectorAll("[data-drag]")];
  const bottoms = handles.map((handle) => (handle.closest("li") ?? handle).getBoundingClientRect().bottom);
  const place = bottoms.findIndex((bottom) => clientY < bottom);
  return place === -1 ? handles.length - 1 : place;
}

/**
 * A list of boots whose order is changed by dragging their letters; the new order is an address. Links in the items do
 * the same for keys, and without script.
 */
export function DraggedOrder({
  view,
  className,
  children,
}: {
  view: CompareView;
  className: string;
  children: ReactNode;
}) {
  const router = useRouter();
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<Drag>();
  useEffect(() => {
    const items = list.current?.children;
    if (!drag || !items) return undefined;
    const [dragged, target] = [items[drag.from], items[drag.to]];
    dragged?.setAttribute("data-dragged", "");
    if (target !== dragged) target?.setAttribute("data-drop", drag.to > drag.from ? "below" : "above");
    return () => {
      dragged?.removeAttribute("data-dragged");
      target?.removeAttribute("data-drop");
    };
  }, [drag]);
  const onPointerDown = (event: PointerEvent) => {
    const handle = event.target instanceof Element ? event.target.closest("[data-drag]") : null;
    const id = parseBootId(handle?.getAttribute("data-drag") ?? "");
    if (!list.current || id === undefined || event.button !== 0) return;
    event.preventDefault();
    list.current.setPointerCapture(event.pointerId);
    const from = placeAt(list.current, event.clientY);
    setDrag({ id, from, to: from });
  };
  const onPointerMove = ({ clientY }: PointerEvent) => {
    if (drag && list.current) setDrag({ ...drag, to: placeAt(list.current, clientY) });
  };
  const onPointerUp = () => {
    if (drag && drag.to !== drag.from)
      router.push(compareHref(withPlaced(view, drag.id, drag.to)), { scroll: false });
    setDrag(undefined);
  };
  return (
    <ol
      ref={list}
      className={className}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(undefined)}
    >
      {children}
    </ol>
  );
}
