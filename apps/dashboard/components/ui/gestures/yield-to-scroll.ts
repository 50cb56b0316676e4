/** A finger that moved less has not said yet what it wants. */
const SLOP_PX = 6;

/**
 * Browsers tell what fingers do to the node that they touched first, and to nobody once that is not drawn any more: from
 * there it is passed on to the chart.
 */
function followFrom(element: Element) {
  const followed = new Set<EventTarget>();
  return (target: EventTarget): void => {
    if (followed.has(target)) return;
    followed.add(target);
    const lifted = new AbortController();
    const onFinger = (event: TouchEvent) => {
      if (event.type !== "touchmove" && event.targetTouches.length === 0) {
        lifted.abort();
        followed.delete(target);
      }
      if (target instanceof Node && element.contains(target)) return;
      const { type, cancelable } = event;
      const [touches, changedTouches] = [[...event.touches], [...event.changedTouches]];
      const again = new TouchEvent(type, { bubbles: true, cancelable, touches, changedTouches });
      element.dispatchEvent(again);
      if (again.defaultPrevented) event.preventDefault();
    };
    for (const type of ["touchmove", "touchend", "touchcancel"])
      target.addEventListener(type, onFinger as EventListener, { passive: false, signal: lifted.signal });
  };
}

export type Fingers = {
  /** The gesture that goes on, or just ended, is the page's: it scrolls. */
  isScroll(): boolean;
  stop(): void;
};

/**
 * Stands before d3's listeners, which keep the page from scrolling as soon as a finger moves: one finger that first moves
 * up or down is the page's. Two fingers are the chart's, and so is one on what `isGrip` says is made to be dragged.
 */
export function yieldToScroll(
  element: Element,
  isGrip: (target: Element) => boolean,
  /** Whether the chart is for fingers that move sideways, too. */
  isSideways = true,
): Fingers {
  let whose: "open" | "page" | "chart" = "chart";
  let from = { x: 0, y: 0 };
  const follow = followFrom(element);
  const onStart = (event: TouchEvent) => {
    const [finger, second] = event.touches;
    if (!finger) return;
    for (const { target } of event.changedTouches) follow(target);
    from = { x: finger.clientX, y: finger.clientY };
    const isMeant = second !== undefined || (event.target instanceof Element && isGrip(event.target));
    whose = isMeant ? "chart" : "open";
  };
  const onMove = (event: TouchEvent) => {
    const [finger] = event.touches;
    if (whose === "open" && finger) {
      const [dx, dy] = [Math.abs(finger.clientX - from.x), Math.abs(finger.clientY - from.y)];
      if (Math.max(dx, dy) >= SLOP_PX) whose = dx > dy && isSideways ? "chart" : "page";
    }
    // Capturing, it comes before those that would take the finger.
    if (whose !== "chart") event.stopImmediatePropagation();
  };
  const abort = new AbortController();
  const { signal } = abort;
  element.addEventListener("touchstart", onStart as EventListener, { capture: true, passive: true, signal });
  element.addEventListener("touchmove", onMove as EventListener, { capture: true, passive: true, signal });
  // A mouse does not scroll by moving.
  element.addEventListener("mousedown", () => (whose = "chart"), { capture: true, signal });
  return { isScroll: () => whose === "page", stop: () => abort.abort() };
}
