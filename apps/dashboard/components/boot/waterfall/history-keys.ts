import type { KeyboardEvent } from "react";
import type { BootViewHandle } from "./use-boot-view.ts";

/** Steps of the zoom history by keys; where there are none the keys are the browser's. */
export const historyKeys =
  (handle: Pick<BootViewHandle, "back" | "forward">) =>
  (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
    const isBack = event.altKey ? event.key === "ArrowLeft" : event.key === "Backspace" && !event.shiftKey;
    const isForward = event.altKey ? event.key === "ArrowRight" : event.key === "Backspace" && event.shiftKey;
    const step = isBack ? handle.back : isForward ? handle.forward : undefined;
    if (!step) return;
    event.preventDefault();
    step();
  };
