import { selection } from "d3-selection";

/**
 * In place of d3-transition and d3-interpolate in browsers (next.config.mjs): what a chart shows next is React's to draw,
 * and nothing here moves by itself. d3-brush and d3-zoom ask for nothing else of those two, which with what they need in
 * turn are half of all their script.
 */
export const interrupt = (): void => undefined;
export const interpolate = (_from: unknown, to: unknown) => () => to;
export const interpolateZoom = interpolate;

// d3-zoom interrupts what it is told to move.
Object.assign(selection.prototype, {
  interrupt(this: unknown) {
    return this;
  },
});
