/** Set by the server on requests that came through TLS; from outside it is dropped. */
export const SECURE_HEADER = "x-hacotaki-secure";
