import { bootDuration, readyDuration, type Boot, type HeldBoot, type Population } from "@hacotaki/core";
import { statistics } from "./statistics.ts";

/** A boot as it is held against others: closed spans only, durations narrowed to ns a double holds exactly. */
export function heldBoot(boot: Boot): HeldBoot {
  const duration = bootDuration(boot);
  const ready = readyDuration(boot);
  return {
    id: boot.id,
    ...(duration === undefined ? {} : { duration: Number(duration) }),
    ...(ready === undefined ? {} : { ready: Number(ready) }),
    spans: boot.spans.flatMap((span) =>
      span.state === "closed" ? [{ slug: span.slug, duration: Number(span.endAt - span.startAt) }] : [],
    ),
  };
}

/** What is usual for a boot of this container; undefined while that cannot be told. The page does without. */
export async function populationOf(boot: Boot): Promise<Population | undefined> {
  try {
    return await statistics().population({ container: boot.container }, heldBoot(boot));
  } catch {
    return undefined;
  }
}
