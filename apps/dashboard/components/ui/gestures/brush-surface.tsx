import type { ReactNode, RefObject } from "react";

/** Where d3 listens: what is new is drawn on the first of these, what is there is moved by the second. */
export const BrushSurface = ({
  group,
  isSet,
  children,
}: {
  group: RefObject<SVGGElement | null>;
  /** There is a box to be moved; else every pointer draws a new one. */
  isSet: boolean;
  children?: ReactNode;
}) => (
  <g className="brush-surface" ref={group} data-set={isSet}>
    <rect className="overlay" pointerEvents="all" />
    <rect className="selection" />
    {children}
  </g>
);
