import { useRef, type MouseEvent, type RefObject } from "react";

/** The key of the row that an event happened in. */
export const keyAt = ({ target }: { readonly target: EventTarget }): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>("[data-key]")?.dataset["key"] : undefined;

/**
 * Second clicks of a double click, for the whole chart. Details that a first click opens may come to lie under the
 * pointer: a second click is still meant for the row.
 */
export function useDoubleClicks(grid: RefObject<HTMLElement | null>, zoomToRow: (key: string) => void) {
  const clicked = useRef<string>(undefined);
  const isBeside = ({ target }: MouseEvent) => !(target instanceof Node && grid.current?.contains(target));
  return {
    /** The browser would select the words under a double click. */
    onMouseDown(event: MouseEvent) {
      if (event.detail > 1 && (clicked.current !== undefined || !isBeside(event))) event.preventDefault();
    },
    onClickCapture(event: MouseEvent) {
      const zoom =
        event.target instanceof Element
          ? event.target.closest<HTMLElement>("[data-zoom]")?.dataset["zoom"]
          : undefined;
      if (zoom !== undefined) {
        event.stopPropagation();
        zoomToRow(zoom);
      }
      if (event.detail <= 1) clicked.current = keyAt(event);
      else if (clicked.current !== undefined && isBeside(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    onDoubleClick(event: MouseEvent) {
      const key = isBeside(event) ? clicked.current : keyAt(event);
      if (key !== undefined) zoomToRow(key);
    },
  };
}
