/** What the collector that `hacotaki up` runs beside this dashboard does: not yet known to the database while it waits. */
export type CollectorBeside = { isWaiting(): boolean };

const stateIn = (message: unknown): unknown =>
  typeof message === "object" && message !== null && "collector" in message ? message.collector : undefined;

/** Listens to what the supervisor that started us, if one did, tells of the collector. */
export function followCollectorBeside(process: Pick<NodeJS.Process, "on">): CollectorBeside {
  let isWaiting = false;
  process.on("message", (message: unknown) => {
    const state = stateIn(message);
    if (state !== undefined) isWaiting = state === "waiting";
  });
  return { isWaiting: () => isWaiting };
}
