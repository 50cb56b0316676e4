import { px } from "./markup.ts";

/** Around a drawing, px. */
export const MARGIN = 24;
/** A row of a waterfall, and where its middle is, px. */
export const ROW = 26;
export const MIDDLE = ROW / 2;

/** The chart of one boot, `left` and `width` in pixels. */
export type Place = { readonly left: number; readonly width: number };

/** `content` is markup already. */
export const text = (x: number, y: number, classes: string, content: string) =>
  `<text x="${px(x)}" y="${px(y)}" class="${classes}">${content}</text>`;
export const line = (x1: number, y1: number, x2: number, y2: number, classes: string) =>
  `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${classes}"/>`;
