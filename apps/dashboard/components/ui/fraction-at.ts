/** Where on an element's width a pointer is, from 0 to 1. */
export function fractionAt(clientX: number, element: Element): number {
  const { left, width } = element.getBoundingClientRect();
  return Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
}

/** A shorter drag is a click with an unsteady hand. */
export const MIN_DRAG_PX = 4;
