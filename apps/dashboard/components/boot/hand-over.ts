/** Where Perfetto's viewer is. Nothing of it is loaded here: it is opened in a window of its own. */
export const PERFETTO = "https://ui.perfetto.dev";

const ASK_EVERY_MS = 100;
/** A viewer that has not answered by then is not coming: no network, or blocked. */
const PATIENCE_MS = 20_000;

export type HandedOver = "done" | "blocked" | "no-answer" | "no-trace";

/** The viewer has loaded once it answers PONG to PING (perfetto.dev, "Deep linking to the Perfetto UI"). */
const whenReady = (viewer: Window) =>
  new Promise<boolean>((resolve) => {
    const end = (isReady: boolean) => {
      clearInterval(asking);
      clearTimeout(patience);
      removeEventListener("message", hear);
      resolve(isReady);
    };
    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin === PERFETTO && event.source === viewer && event.data === "PONG") end(true);
    };
    addEventListener("message", hear);
    // Until it has loaded, its window is of another origin, and the browser keeps the message back.
    const asking = setInterval(() => viewer.postMessage("PING", PERFETTO), ASK_EVERY_MS);
    const patience = setTimeout(() => end(false), PATIENCE_MS);
  });

/** Opens Perfetto's viewer and gives it a trace. Has to be called by a click, or the browser opens no window. */
export async function handOver(traceUrl: string, title: string): Promise<HandedOver> {
  const viewer = window.open(PERFETTO);
  if (viewer === null) return "blocked";
  const [buffer, isReady] = await Promise.all([
    fetch(traceUrl).then(
      (answer) => (answer.ok ? answer.arrayBuffer() : undefined),
      () => undefined,
    ),
    whenReady(viewer),
  ]);
  if (buffer === undefined) return "no-trace";
  if (!isReady) return "no-answer";
  viewer.postMessage({ perfetto: { buffer, title, fileName: `${title}.perfetto-trace` } }, PERFETTO, [
    buffer,
  ]);
  return "done";
}
