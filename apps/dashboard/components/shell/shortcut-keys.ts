/** Keys by where they work. A control says its key itself (`data-shortcut`): pressing it is using the control. */
export const SHORTCUTS = [
  {
    id: "anywhere",
    keys: [
      { key: "Ctrl+K", does: "palette" },
      { key: "?", does: "help" },
      { key: "/", does: "filter" },
      { key: "g b", does: "goBoots" },
      { key: "g c", does: "goContainers" },
      { key: "g i", does: "goImages" },
      { key: "g h", does: "goHosts" },
      { key: "g m", does: "goCompare" },
      { key: "g l", does: "goLive" },
      { key: "g o", does: "goCollector" },
      { key: "g a", does: "goAlerts" },
      { key: "g p", does: "goKept" },
    ],
  },
  {
    id: "inList",
    keys: [
      { key: "j", does: "rowBelow" },
      { key: "k", does: "rowAbove" },
      { key: "c", does: "compare" },
    ],
  },
  {
    id: "inBoot",
    keys: [
      { key: "[", does: "previous" },
      { key: "]", does: "next" },
      { key: "p", does: "pin" },
      { key: "y", does: "copy" },
      { key: "b", does: "copyBlame" },
      { key: "n", does: "findNext" },
      { key: "N", does: "findPrevious" },
    ],
  },
  {
    id: "inWaterfall",
    keys: [
      { key: "+", also: "w", does: "zoomIn" },
      { key: "-", also: "s", does: "zoomOut" },
      { key: "<", also: "a", does: "panLeft" },
      { key: ">", also: "d", does: "panRight" },
      { key: "0", does: "fit" },
      { key: "e", does: "setUp" },
      { key: "1", does: "lane1" },
      { key: "2", does: "lane2" },
      { key: "3", does: "lane3" },
      { key: "4", does: "lane4" },
      { key: "f", does: "focusSpan" },
      { key: "m", does: "measure" },
      { key: "Backspace", does: "zoomBack" },
      { key: "u", does: "usual" },
      { key: "i", does: "waits" },
      { key: "o", does: "states" },
      { key: "x", does: "insides" },
    ],
  },
] as const;

/** Keys of the tree grid: they work while a row has the focus, whatever the preference. */
export const GRID_KEYS = [
  { key: "↑ ↓", does: "rows" },
  { key: "← →", does: "fold" },
  { key: "Enter", does: "select" },
  { key: "Esc", does: "unselect" },
] as const;

export const POINTER_GESTURES = [
  { gesture: "wheel", does: "wheelDoes" },
  { gesture: "drag", does: "dragDoes" },
  { gesture: "shiftDrag", does: "shiftDragDoes" },
  { gesture: "doubleClick", does: "doubleClickDoes" },
] as const;

/** Keys that mean another one: those of Perfetto, and the minus that some keyboards type. */
const MEANS: ReadonlyMap<string, string> = new Map([
  ...SHORTCUTS.flatMap(({ keys }) =>
    keys.flatMap((each): [string, string][] => ("also" in each ? [[each.also, each.key]] : [])),
  ),
  ["\u2212", "-"],
]);

/** First key of the two-key shortcuts. */
const LEADER = "g";
/** A leader that nothing followed for so long was meant for nothing. */
const LEADER_MS = 1500;

/** A leader pressed, and when. */
export type PendingKey = { readonly atMs: number } | undefined;

/** The shortcut that a key completes, and whether it waits for a second one. */
export function readKey(
  pending: PendingKey,
  key: string,
  nowMs: number,
): { readonly shortcut?: string; readonly pending: PendingKey } {
  if (pending !== undefined && nowMs - pending.atMs <= LEADER_MS)
    return { shortcut: `${LEADER} ${key}`, pending: undefined };
  if (key === LEADER) return { pending: { atMs: nowMs } };
  return { shortcut: MEANS.get(key) ?? key, pending: undefined };
}
