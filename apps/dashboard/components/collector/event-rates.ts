import type { RecordingFacts } from "@hacotaki/store";
import type { EventRate } from "../../charts/sparkline/layout.ts";

type Sign = Pick<RecordingFacts, "id" | "seenAt" | "events">;
type Followed = { readonly last: Sign; readonly rates: readonly EventRate[] };

const NS_PER_S = 1e9;
/** How far back rates are kept and drawn. */
export const RATES_NS = 300_000_000_000n;

function withSign(followed: Followed | undefined, sign: Sign): Followed {
  if (!followed) return { last: sign, rates: [] };
  const { last, rates } = followed;
  if (sign.seenAt <= last.seenAt) return followed;
  const perSecond = (Number(sign.events - last.events) * NS_PER_S) / Number(sign.seenAt - last.seenAt);
  const rate = { since: last.seenAt, until: sign.seenAt, perSecond: Math.max(0, perSecond) };
  return {
    last: sign,
    rates: [...rates.filter(({ until }) => until > sign.seenAt - RATES_NS), rate],
  };
}

/** Rates of recordings, made from the totals they tell from time to time. Forgets those it is told of no more. */
export function createEventRates() {
  let followed: ReadonlyMap<number, Followed> = new Map();
  return {
    see(signs: readonly Sign[]): void {
      followed = new Map(signs.map((sign) => [sign.id, withSign(followed.get(sign.id), sign)]));
    },
    /** Oldest first; empty until a recording was seen twice. */
    of: (recording: number): readonly EventRate[] => followed.get(recording)?.rates ?? [],
  };
}
