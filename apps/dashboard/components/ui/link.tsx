"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps, MouseEvent } from "react";
import { isPlain } from "./plain-click.ts";

type Props = Omit<ComponentProps<"a">, "href"> & {
  readonly href: string;
  readonly replace?: boolean;
  readonly scroll?: boolean;
};

/** Goes to another page of ours without leaving the document. A tenth of `next/link`, whose prefetching no page needs. */
export function Link({ href, replace = false, scroll = true, onClick, ...anchor }: Props) {
  const router = useRouter();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || !isPlain(event)) return;
    event.preventDefault();
    router[replace ? "replace" : "push"](href, { scroll });
  };
  return <a {...anchor} href={href} onClick={follow} />;
}
