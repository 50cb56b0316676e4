import type { ReactNode } from "react";
import { percent } from "./percent.ts";

/** Moves what it holds as it is: a browser lays out a text anew whose own place is changed. */
export const At = ({ x, children }: { x: number; children: ReactNode }) => (
  <svg x={percent(x)} overflow="visible">
    {children}
  </svg>
);
