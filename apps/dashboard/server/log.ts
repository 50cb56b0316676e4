import pino from "pino";

/** Everything that goes wrong here, as lines of JSON on standard error. */
export const log = pino({ name: "dashboard" }, pino.destination(2));
