import { backoffMs, utcNow } from "@hacotaki/core";
import type { DueMessage } from "@hacotaki/store";
import type { Keeping } from "../notebook.ts";
import { send, type Sent } from "./send.ts";

/** Messages are looked for so often. */
const LOOK_MS = 1_000;
/** At once: one receiver that hangs does not keep the others waiting. */
const MOST_AT_ONCE = 4;
const WAITS = { firstMs: 5_000, longestMs: 900_000 };
/** After this long a message is given up: whoever looks into it finds the firing on the page. */
const PATIENCE_NS = 86_400_000_000_000n;
/** Longer than a try takes: who took a message and died leaves it to others then. */
const LEASE_NS = 60_000_000_000n;
const NS_PER_MS = 1_000_000n;

/** Between half of the wait and all of it, so that many dashboards do not knock together. */
export const retryMs = (tries: number, random: number): number =>
  Math.round(backoffMs(tries, WAITS) * (0.5 + random / 2));

export type Delivery = {
  /** Looks for messages now. */
  look(): void;
  /** Stops sending; what is on its way is left to the next start. */
  close(): Promise<void>;
};

export type DeliveryLog = (event: "sent" | "failed" | "given-up", of: DueMessage, problem?: string) => void;

/** Sends what the notebook has to be sent, each message until it is taken or a day has passed. */
export function createDelivery(
  keeping: Keeping,
  log: DeliveryLog,
  onError: (error: unknown) => void,
  lookMs = LOOK_MS,
): Delivery {
  const stopping = new AbortController();
  const sending = new Set<Promise<void>>();

  async function settle(due: DueMessage, sent: Sent): Promise<void> {
    const now = utcNow();
    if (sent.kind === "sent") {
      log("sent", due);
      await keeping.write((notebook) => notebook.messageSent(due.id, now));
      return;
    }
    const isOver = sent.isLasting === true || now - due.queuedAt > PATIENCE_NS;
    // A stop is no failure of the receiver: the next start tries at once.
    const waitMs = stopping.signal.aborted ? 0 : (sent.retryAfterMs ?? retryMs(due.tries + 1, Math.random()));
    const next = isOver ? { givenUpAt: now } : { at: now + BigInt(waitMs) * NS_PER_MS };
    log(isOver ? "given-up" : "failed", due, sent.problem);
    await keeping.write((notebook) => notebook.messageFailed(due.id, sent.problem, next));
  }

  async function deliver(): Promise<void> {
    const now = utcNow();
    const due = await keeping.write((notebook) => notebook.takeMessage(now, now + LEASE_NS));
    if (due === undefined) return;
    await settle(due, await send(due, Date.now(), stopping.signal));
    look();
  }

  function look(): void {
    if (stopping.signal.aborted || sending.size >= MOST_AT_ONCE) return;
    // Reading alone: where nothing is due, nothing is written, and no notebook made.
    if (keeping.read((notebook) => notebook.isMessageDue(utcNow())) !== true) return;
    const one = deliver()
      .catch(onError)
      .finally(() => sending.delete(one));
    sending.add(one);
  }

  const timer = setInterval(look, lookMs);
  timer.unref();
  return {
    look,
    async close() {
      clearInterval(timer);
      stopping.abort(new DOMException("stopped", "AbortError"));
      await Promise.allSettled(sending);
    },
  };
}
