/** What brushing a chart is about, without what follows it. */

/** A part of a chart, as fractions from its upper left corner. */
export type Area = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};
export type Edge = keyof Area;
/** What is done: a new box, the box as a whole, or some of its edges. */
export type Brushing = {
  readonly area: Area;
  readonly kind: "new" | "move" | "edges";
  /** Edges that are elsewhere than they were; the others are exactly where they were. */
  readonly edges: readonly Edge[];
};
export type BrushAxes = "x" | "y" | "xy";

export const WHOLE: Area = { left: 0, right: 1, top: 0, bottom: 1 };
/** A pointer that moved less has clicked. */
export const MIN_DRAG_PX = 4;

type Size = { readonly width: number; readonly height: number };
export type BrushOptions = {
  /** Where the box is; undefined where none stays. */
  readonly area: Area | undefined;
  readonly onBrush?: (brushing: Brushing) => void;
  /** Once, when the pointer is let go. */
  readonly onBrushed: (brushing: Brushing) => void;
  /** Nothing was brushed after all, or all is over. */
  readonly onEnd?: () => void;
  readonly onClick?: (
    at: { readonly x: number; readonly y: number },
    size: Size,
    kind: Brushing["kind"],
  ) => void;
};

/** What d3 calls the edges, and the box as a whole. An element that has one of these as its datum is dragged as that is. */
const PART_TYPES = { left: "w", right: "e", top: "n", bottom: "s", box: "selection" } as const;
/** Where d3 keeps a datum. */
export const asPart = (part: keyof typeof PART_TYPES) => (element: Element | null) => {
  if (element) Object.assign(element, { __data__: { type: PART_TYPES[part] } });
};
