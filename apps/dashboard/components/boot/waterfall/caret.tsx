import { bootHref, omitUndefined } from "@hacotaki/core";
import { toggled } from "./expanded.ts";
import type { Linked } from "./linked.ts";

type Props = Linked & {
  /** What is shown or hidden, and whether it is shown. */
  readonly of: string;
  readonly isOpen: boolean;
  /** All that can be: see `toggled`. */
  readonly all: readonly string[];
  readonly label: string;
};

/** Shows or hides what is below a row: a link, so that it works without script. */
export function Caret({ bootId, view, isInteractive, of, isOpen, all, label }: Props) {
  const { expanded: _, ...rest } = view;
  const href = bootHref(bootId, { ...rest, ...omitUndefined({ expanded: toggled(view.expanded, of, all) }) });
  return (
    <a
      className="wf-caret"
      data-toggle=""
      href={href}
      tabIndex={isInteractive ? -1 : undefined}
      aria-label={label}
    >
      <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true" className="chevron" data-open={isOpen}>
        <path d="M2 1l4 3-4 3z" fill="currentColor" />
      </svg>
    </a>
  );
}
