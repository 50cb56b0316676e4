"use client";

import { useEffect, useRef } from "react";
import { announce } from "../ui/announcer.tsx";

type Props = {
  readonly link: string;
  readonly label: string;
  /** What there is to know of it, said once the page is there. */
  readonly news: string;
};

/** The link of a share that was just made, ready to be copied: it has the focus, and is selected. */
export function MadeLink({ link, label, news }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    announce(news);
  }, [news]);
  return (
    <input
      ref={field}
      type="text"
      readOnly
      // What a visitor without script came for; with script the effect sees to it.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      value={link}
      aria-label={label}
      size={60}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
