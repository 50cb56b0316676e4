import { useEffect, useState } from "react";

const NS_PER_MS = 1_000_000n;

/** The server's UTC in ns, by the browser's clock and the difference seen when the server last told. */
export const serverNow = (skewMs: number): bigint => BigInt(Math.round(Date.now() + skewMs)) * NS_PER_MS;

/** Difference of the server's clock to the browser's, ms. */
export const clockSkew = (serverUtc: bigint): number => Number(serverUtc / NS_PER_MS) - Date.now();

/** How often this moment is needed: for bars that grow, for figures that count, not at all. */
export type Pace = "frame" | "second" | "rest";

/**
 * The server's UTC, again and again while something is open; undefined before the page runs and while all is at rest,
 * so that the first drawing equals the server's.
 */
export function useServerNow(pace: Pace, skewMs: number): bigint | undefined {
  const [now, setNow] = useState<bigint>();
  useEffect(() => {
    if (pace === "rest") {
      setNow(undefined);
      return undefined;
    }
    const tell = () => setNow(serverNow(skewMs));
    if (pace === "second") {
      const timer = setInterval(tell, 1000);
      return () => clearInterval(timer);
    }
    let frame = requestAnimationFrame(function tick() {
      tell();
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [pace, skewMs]);
  return now;
}
