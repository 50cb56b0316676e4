/** Set by the server on requests for pages: where the visitor sees them. From outside it is dropped. */
export const ORIGIN_HEADER = "x-hacotaki-origin";
