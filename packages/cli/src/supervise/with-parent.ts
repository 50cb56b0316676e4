/**
 * Loaded into every child before its own code: when the parent is gone, even by kill -9, the channel to it closes,
 * and the child ends as if it had been asked to. Nothing is left behind.
 */
const LAST_RESORT_MS = 4_000;

process.once("disconnect", () => {
  setTimeout(() => process.kill(process.pid, "SIGKILL"), LAST_RESORT_MS).unref();
  process.kill(process.pid, "SIGTERM");
});
