import type { Supervised } from "./supervise.ts";

/** npm passes on a Ctrl-C that the terminal has sent to us too: the echo is no second one. */
const ECHO_MS = 700;
/** Of the 5 seconds that a stop may take. */
const GRACE_MS = 4_000;

/**
 * Stops everything on the first Ctrl-C, SIGTERM or hang-up, and kills it on a second Ctrl-C; stops it as well once there
 * is a failure. Resolves when all is gone, with the failure if it ended for one.
 */
export function endOnSignal<Failure>(
  children: readonly Supervised[],
  failed: Promise<Failure>,
  onStopping: () => void,
): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    let since: number | undefined;
    const stop = (failure: Failure | undefined) => {
      since = performance.now();
      void Promise.all(children.map((child) => child.stop(GRACE_MS))).then(() => resolve(failure));
    };
    const end = (signal: NodeJS.Signals) => {
      if (since === undefined) {
        onStopping();
        stop(undefined);
      } else if (signal === "SIGINT" && performance.now() - since > ECHO_MS)
        for (const child of children) child.kill();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
    void failed.then((failure) => since === undefined && stop(failure));
  });
}
