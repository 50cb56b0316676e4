/** Set by the server on requests that came through the door of shares; from outside it is dropped. */
export const ADMITTED_HEADER = "x-hacotaki-share";
