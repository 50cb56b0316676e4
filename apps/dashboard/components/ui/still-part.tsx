"use client";

import { useRouter } from "next/navigation";
import { useEffect, useLayoutEffect, useRef, type MouseEvent } from "react";
import { heldStill } from "../../bridge/stills.ts";
import { isPlain } from "./plain-click.ts";

type Props = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, unknown>>;
} & (
  | { readonly html: string }
  /** The document that has it, under this number. */
  | { readonly document: string; readonly id: string }
);

const isServer = typeof window === "undefined";

/** What the document came with: a page that one comes back to has no other copy. */
const kept = new Map<string, string>();

/** Undefined where the document was given up while it was made, so that it is not in the page. */
function htmlOf(props: Props): string | undefined {
  if ("html" in props) return props.html;
  const { document: made, id } = props;
  if (isServer) return heldStill(made, id);
  const found = kept.get(id) ?? document.querySelector(`[data-still="${id}"]`)?.innerHTML;
  if (found !== undefined) kept.set(id, found);
  return found;
}

/** What a reader has unfolded stays so when the part comes anew. */
function useUnfolded(html: string) {
  const root = useRef<HTMLDivElement>(null);
  const open = useRef<readonly boolean[]>(undefined);
  const folds = () => [...(root.current?.querySelectorAll("details") ?? [])];
  useEffect(() => {
    const element = root.current;
    const remember = () => (open.current = folds().map((each) => each.open));
    // It does not bubble.
    element?.addEventListener("toggle", remember, true);
    return () => element?.removeEventListener("toggle", remember, true);
  }, []);
  // On the server there is no layout, and nobody has unfolded anything.
  (isServer ? useEffect : useLayoutEffect)(() => {
    for (const [place, each] of folds().entries()) each.open = open.current?.[place] ?? each.open;
  }, [html]);
  return root;
}

/** What the server drew, as it is; links of ours are followed within the document. */
export function StillPart(props: Props) {
  const { tag, attributes } = props;
  const router = useRouter();
  const found = htmlOf(props);
  const isLost = found === undefined;
  useEffect(() => {
    if (isLost) router.refresh();
  }, [isLost, router]);
  const html = found ?? "";
  const root = useUnfolded(html);
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("a[data-link]") : null;
    const href = link?.getAttribute("href");
    if (typeof href !== "string" || event.defaultPrevented || !isPlain(event)) return;
    event.preventDefault();
    router.push(href, { scroll: link?.dataset["link"] !== "here" });
  };
  // Elements of HTML and SVG take the same of what is given here.
  const Root = tag as "div";
  const id = "id" in props ? props.id : undefined;
  return (
    <Root
      {...attributes}
      ref={root}
      data-still={id}
      onClick={follow}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
