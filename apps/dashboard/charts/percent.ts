/** A fraction of the chart's width as SVG wants it. Four decimals are a hundredth of a pixel on any screen. */
export const percent = (fraction: number) => `${(fraction * 100).toFixed(4)}%`;

/** A length or place in pixels: a hundredth of one is seen on no screen. */
export const pixels = (px: number) => Math.round(px * 100) / 100;
