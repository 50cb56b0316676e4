let gestures = 0;

/** A name for what is being done: changes of one gesture are one step of the zoom history. */
export const newGesture = (kind: string) => `${kind}-${++gestures}`;
