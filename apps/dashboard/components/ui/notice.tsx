import type { ReactNode } from "react";

/** Something the reader should know before reading on. */
export function Notice({
  tone,
  title,
  children,
}: {
  tone: "plain" | "warn" | "bad";
  title?: string;
  children: ReactNode;
}) {
  return (
    <div className="notice" data-tone={tone} role={tone === "plain" ? "status" : "note"}>
      {title && <strong>{title}</strong>}
      <div>{children}</div>
    </div>
  );
}
