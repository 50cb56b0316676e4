import pino from "pino";

const LEVELS = ["debug", "info", "warn", "error"];
const asked = process.env["HACOTAKI_LOG_LEVEL"] ?? "";

/**
 * What goes wrong here, as lines of JSON on standard error; what else matters, too, where that is asked for. `event` says
 * to programs what a line is about. Who supervises this process passes them on (docs/health.md).
 */
export const log = pino(
  { name: "dashboard", level: LEVELS.includes(asked) ? asked : "warn" },
  pino.destination(2),
);
