"use client";

import {
  expandedText,
  omitUndefined,
  parseBootView,
  shareHref,
  zoomText,
  type BootId,
  type BootView,
} from "@hacotaki/core";
import { useState, type ReactNode } from "react";
import { addressNow } from "../ui/address.ts";
import { Link } from "../ui/link.tsx";

type Props = {
  readonly id: BootId;
  /** The view that the page came with: what the links lead to without script. */
  readonly view: BootView;
  readonly className?: string;
  readonly title?: string;
  readonly children: ReactNode;
};

/** What the page shows by now. */
const viewNow = () => parseBootView(Object.fromEntries(new URL(addressNow()).searchParams)).view;

/** The view as somebody who reaches for a link has it: it is read when the link is reached, not while a zoom goes on. */
function useViewAtHand(initial: BootView) {
  const [view, setView] = useState(initial);
  const read = () => setView(viewNow());
  return { view, reached: { onPointerEnter: read, onPointerDown: read, onFocus: read } };
}

/** Leads to the preparation of a share that keeps range, selection and what is shown of spans. */
export function ShareLink({ id, view: initial, children, ...rest }: Props) {
  const { view, reached } = useViewAtHand(initial);
  const { zoom, span, expanded } = view;
  const href = shareHref({ kind: "boot", id, ...omitUndefined({ zoom, span, expanded }) }, [
    "usual",
    ...(zoom ? (["zoom"] as const) : []),
    ...(span === undefined ? [] : (["selection"] as const)),
    ...(expanded === undefined ? [] : (["calls"] as const)),
  ]);
  return (
    <Link href={href} data-command="share" {...rest} {...reached}>
      {children}
    </Link>
  );
}

/** A download of the boot drawn as the page shows it: over its range, with what is usual unless that is switched off. */
export function DrawnDownload({ id, view: initial, format, children }: Props & { readonly format: string }) {
  const { view, reached } = useViewAtHand(initial);
  const query = new URLSearchParams(
    omitUndefined({
      zoom: view.zoom && zoomText(view.zoom),
      usual: view.hidden?.includes("usual") === true ? undefined : "yes",
      expanded: view.expanded && expandedText(view.expanded),
    }),
  );
  return (
    <a
      href={`/api/v1/boots/${id}/export/${format}${query.size === 0 ? "" : `?${query}`}`}
      download
      {...reached}
    >
      {children}
    </a>
  );
}
