import { SIGN_OF_LIFE } from "./watch.ts";

/** `hacotaki up` waits for four of them. */
const EVERY_MS = 5_000;
/** Of the time systemd allows: two signs may be late. */
const SIGNS_WITHIN = 3;

/** How often systemd wants to hear from this very process, ms: see sd_watchdog_enabled(3). Undefined: never. */
function watchdogMs(env: NodeJS.ProcessEnv): number | undefined {
  const { WATCHDOG_USEC: allowed, WATCHDOG_PID: of } = env;
  const isUs = of === undefined || of === String(process.pid);
  const ms = Number(allowed) / 1000 / SIGNS_WITHIN;
  return isUs && ms > 0 ? ms : undefined;
}

/**
 * From now on tells whoever started this process, `hacotaki up` or systemd, that its event loop turns. To be called
 * once it is ready: a start is not watched. `notify` is sd_notify(3).
 */
export function giveSignsOfLife(notify: (state: string) => boolean): void {
  const every = (ms: number, sign: () => void) => {
    sign();
    setInterval(sign, ms).unref();
  };
  if (process.send !== undefined)
    every(EVERY_MS, () => {
      if (process.connected) process.send?.(SIGN_OF_LIFE);
    });
  if (!notify("READY=1")) return;
  const ms = watchdogMs(process.env);
  if (ms !== undefined) every(ms, () => notify("WATCHDOG=1"));
}
