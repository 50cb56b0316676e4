import { headers } from "next/headers";
import { use, type ComponentProps, type ReactNode } from "react";
import { DOCUMENT_HEADER, holdStill } from "../../bridge/stills.ts";
import { InTurn } from "./in-turn.tsx";
import { Link } from "./link.tsx";
import { rootOf, type Instead } from "./still-html.ts";
import { StillPart } from "./still-part.tsx";

/** Links of ours are followed by whoever holds the part. */
function StillLink({ replace, scroll = true, ...anchor }: ComponentProps<typeof Link>) {
  if (replace === true) throw new TypeError("a link at rest leads to a page of its own");
  return <a {...anchor} data-link={scroll ? "" : "here"} />;
}

/** It is written at once. */
const Within = ({ children }: { readonly children: ReactNode }) => children;

const INSTEAD: Instead = new Map<unknown, (props: never) => ReactNode>([
  [Link, StillLink],
  [InTurn, Within],
]);

/**
 * A part of a page that is drawn once, and then left alone: one element, whatever components it is made of, which are
 * functions of their props. It is written as HTML at once. As elements, each is made, written as data for the browser, read
 * back from that to write the document, sent in both forms, and made once more in the browser.
 */
export function Still({ children }: { readonly children: ReactNode }) {
  const made = use(headers()).get(DOCUMENT_HEADER);
  const root = rootOf(children, INSTEAD);
  if (root === undefined) return undefined;
  const { tag, attributes, html } = root;
  if (made === null) return <StillPart {...{ tag, attributes, html }} />;
  return <StillPart {...{ tag, attributes }} document={made} id={holdStill(made, html)} />;
}
