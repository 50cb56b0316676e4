import type { MouseEvent } from "react";

/** A click that is to be followed here, and in no other window or tab. */
export const isPlain = ({ button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent) =>
  button === 0 && !altKey && !ctrlKey && !metaKey && !shiftKey;
