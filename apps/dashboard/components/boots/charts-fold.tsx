"use client";

import { useState, type FormEvent, type ReactNode } from "react";

type Props = {
  /** As the visitor left them: the page comes with them so. */
  readonly isOpen: boolean;
  readonly label: string;
  readonly children: ReactNode;
};

/** Charts that can be folded to their sentence. The choice is kept as a preference, also without script. */
export function ChartsFold({ isOpen: wasOpen, label, children }: Props) {
  const [isOpen, setIsOpen] = useState(wasOpen);
  const next = isOpen ? "closed" : "open";
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setIsOpen(!isOpen);
    const body = new URLSearchParams({ charts: next });
    // Without an answer the charts come as they were on the next page.
    fetch("/api/preferences", { method: "POST", body, redirect: "manual" }).catch(() => undefined);
  };
  return (
    <div className="charts-fold" data-open={isOpen}>
      <form method="post" action="/api/preferences" onSubmit={onSubmit}>
        <button
          className="quiet"
          name="charts"
          value={next}
          aria-expanded={isOpen}
          aria-label={label}
          title={label}
        >
          <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <path d="M1 2.5h8L5 8.5z" fill="currentColor" />
          </svg>
        </button>
      </form>
      {children}
    </div>
  );
}
