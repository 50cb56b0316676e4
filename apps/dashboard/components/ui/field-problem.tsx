import type { ReactNode } from "react";

/** What is wrong with a field and what it takes, below it; the field is described by it. */
export const FieldProblem = ({ id, children }: { id: string; children: ReactNode }) => (
  <p id={id} className="field-problem">
    {children}
  </p>
);
