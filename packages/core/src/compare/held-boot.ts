import { bootDuration, readyDuration, type Boot } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { HeldBoot } from "../statistics/population.ts";

/** A boot as it is held against others: closed spans only, durations narrowed to what a double holds exactly. */
export function heldBoot(boot: Boot): HeldBoot {
  const duration = bootDuration(boot);
  const ready = readyDuration(boot);
  return {
    id: boot.id,
    ...omitUndefined({
      duration: duration === undefined ? undefined : Number(duration),
      ready: ready === undefined ? undefined : Number(ready),
    }),
    spans: boot.spans.flatMap((span) =>
      span.state === "closed" ? [{ slug: span.slug, duration: Number(span.endAt - span.startAt) }] : [],
    ),
  };
}
