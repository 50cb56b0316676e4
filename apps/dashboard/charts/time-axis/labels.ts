/** The least width of a chart of wall time, px, on pages of four widths: the style sheet says which is which. */
export const LEAST_WIDTHS = { narrow: 226, middle: 510, broad: 735, wide: 925 } as const;
export type PageWidth = keyof typeof LEAST_WIDTHS;
const PAGES = Object.keys(LEAST_WIDTHS) as readonly PageWidth[];

/** Those of a chart that is as wide as the page but for its axis. */
export const WHOLE_WIDTHS: Readonly<Record<PageWidth, number>> = {
  narrow: 280,
  middle: 640,
  broad: 865,
  wide: 1055,
};

/** A label and its place, a fraction of the chart's width. */
export type PlacedLabel = { readonly at: number; readonly label: string };
/** How labels stand to their places: as SVG's `text-anchor`, so many px aside, and how far they may leave the chart. */
export type Placing = {
  readonly anchor: (at: number) => "start" | "middle" | "end";
  readonly aside: number;
  readonly over: number;
};

/** Advances of the chart's letters of 11 px, and the room that two labels need between them. */
const LETTER = 6.6;
const CJK_LETTER = 11;
const APART = 6;
const FIRST_CJK = 0x2e80;

const lengthOf = (label: string) =>
  Array.from(label).reduce(
    (sum, letter) => sum + ((letter.codePointAt(0) ?? 0) >= FIRST_CJK ? CJK_LETTER : LETTER),
    0,
  );

const SHARES = { start: 0, middle: 0.5, end: 1 } as const;

/** From where to where a label takes room, px. */
export function labelRoom({ at, label }: PlacedLabel, width: number, { anchor, aside }: Placing) {
  const length = lengthOf(label);
  const from = at * width + aside - SHARES[anchor(at)] * length;
  return { from, to: from + length };
}

/** Whether all of these can be written one beside the other. */
function fit(labels: readonly PlacedLabel[], width: number, placing: Placing): boolean {
  const rooms = labels.map((label) => labelRoom(label, width, placing));
  return rooms.every(({ from }, place) => place === 0 || from - (rooms[place - 1]?.to ?? 0) >= APART);
}

/** Every so many-th of the labels, as many as can be told apart; of equals those that say more, as a day's first does. */
function keptLabels(labels: readonly PlacedLabel[], width: number, placing: Placing): readonly PlacedLabel[] {
  const whole = (label: PlacedLabel) => {
    const { from, to } = labelRoom(label, width, placing);
    return from >= -placing.over && to <= width + placing.over;
  };
  for (let stride = 1; stride <= labels.length; stride++) {
    const [best] = Array.from({ length: stride }, (_, first) =>
      labels.filter((label, place) => place % stride === first && whole(label)),
    )
      .filter((kept) => fit(kept, width, placing))
      .map((kept) => ({ kept, said: kept.reduce((sum, { label }) => sum + lengthOf(label), 0) }))
      .toSorted((a, b) => b.said - a.said);
    if (best && best.kept.length > 0) return best.kept;
  }
  return [];
}

/** Of each label, the pages on which it is written: such that no two of a page touch, and none leaves the chart. */
export function pagesOfLabels(
  labels: readonly PlacedLabel[],
  placing: Placing,
  widths: Readonly<Record<PageWidth, number>> = LEAST_WIDTHS,
): readonly (readonly PageWidth[])[] {
  const kept = PAGES.map((page) => ({ page, labels: keptLabels(labels, widths[page], placing) }));
  return labels.map((label) => kept.filter((each) => each.labels.includes(label)).map(({ page }) => page));
}

/** Of each label right of its line, over the whole page, those on which it ends before the next line. */
export const pagesWithRoom = (
  labels: readonly PlacedLabel[],
  aside: number,
): readonly (readonly PageWidth[])[] =>
  labels.map((label, place) => {
    const next = labels[place + 1]?.at ?? Number.POSITIVE_INFINITY;
    const room = lengthOf(label.label) + aside + 2;
    return PAGES.filter((page) => room <= (next - label.at) * WHOLE_WIDTHS[page]);
  });
