import type { MouseEvent } from "react";

/** Takes a plain click itself and leaves the others, and those without script, to the link. */
export const instead = (act: () => void) => (event: MouseEvent) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  act();
};
