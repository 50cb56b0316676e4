import type { ReactNode } from "react";

/** A choice among a few, in one row: links, each an address, of which the chosen one says `aria-current`. */
export function Switch({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="switch" role="group" aria-label={label}>
      <span className="dim">{label}</span>
      <div className="segments">{children}</div>
    </div>
  );
}

/** A choice that is not to be had here, and why. */
export const NoChoice = ({ why, children }: { readonly why: string; readonly children: ReactNode }) => (
  <span className="no-choice" title={why}>
    {children}
  </span>
);
