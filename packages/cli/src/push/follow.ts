import { setTimeout as pause } from "node:timers/promises";
import { visibleText } from "@hacotaki/core";
import { CliFailure } from "../output/failure.ts";
import { print } from "../output/output.ts";
import { patienceMs } from "./patience.ts";

/** Boots that came up wait for this often to be looked at again. */
const LOOK_MS = 1_000;
const MAX_REASON = 300;
/** So long `--once` goes on without a boot that is taken: documented in docs/push.md and docs/fleet.md. */
const ONCE_PATIENCE_MS = 30_000;

/** What came of one step of a sender. */
export type Round =
  /** There may be more to do at once. `lost` boots were refused for good, wholly or in part: the note says why, `of` which. */
  | {
      readonly kind: "more";
      readonly pushed: number;
      readonly note?: string;
      readonly of?: string;
      readonly lost?: number;
    }
  | { readonly kind: "idle" }
  /** The receiver does not take these boots right now. */
  | {
      readonly kind: "later";
      readonly reason: string;
      readonly afterMs?: number;
      readonly needsChange?: true;
    };

export type Sender = {
  /** How many boots are known to wait. */
  readonly waiting: number;
  /** Reads on, and sends one request if any boot is due; `isHurried` takes every boot for due. */
  round(isHurried?: boolean): Promise<Round>;
};

type Following = {
  readonly sender: Sender;
  /** Where to, as it may be shown. */
  readonly to: string;
  readonly words: { readonly verb: string; readonly past: string; readonly ongoing: string };
  /** Ends once there is nothing left, or nothing is taken. */
  readonly isOnce: boolean;
  readonly signal: AbortSignal;
};

export type SenderMessage = { readonly state: "pushing"; readonly text: string };

export function tell(text: string): void {
  const message: SenderMessage = { state: "pushing", text };
  if (process.send === undefined) void print(`${text}\n`);
  else if (process.connected) process.send(message);
}

const boots = (n: number) => `${n} ${n === 1 ? "boot" : "boots"}`;
type Failing = Extract<Round, { kind: "later" }>;

/** What stands between the boots that wait and the receiver, for `--once`: undefined while another try may do. */
function whyGivenUp(
  { reason, needsChange }: Failing,
  waiting: number,
  waitMs: number,
  sinceMs: number,
): string | undefined {
  const isOver = sinceMs + waitMs > ONCE_PATIENCE_MS;
  if (needsChange !== true && !isOver) return undefined;
  const tried = needsChange === true ? "" : ` after ${ONCE_PATIENCE_MS / 1_000} s without progress`;
  return `gave up${tried}: ${visibleText(reason, MAX_REASON)}; ${boots(waiting)} wait in the database and are sent the next time`;
}

/** Sends round by round until a signal, with ever longer waits while nothing is taken. @throws CliFailure with `isOnce` */
export async function follow({ sender, to, words, isOnce, signal }: Following): Promise<void> {
  tell(`${words.ongoing} boots to ${to}`);
  const cannot = `cannot ${words.verb} to ${to}`;
  let failures = 0;
  let sent = 0;
  let lost = 0;
  let progressAt = performance.now();
  while (!signal.aborted) {
    const round = await sender.round(isOnce);
    if (signal.aborted) break;
    if (round.kind === "later") {
      failures++;
      const waitMs = round.afterMs ?? patienceMs(failures, Math.random());
      const given = whyGivenUp(round, sender.waiting, waitMs, performance.now() - progressAt);
      if (isOnce && given !== undefined)
        throw new CliFailure(`${cannot}: ${given}. ${boots(sent)} were ${words.past}.`);
      // Of a long absence the first and every tenth failure are enough to be told.
      if (failures === 1 || failures % 10 === 0)
        tell(
          `${cannot}: ${visibleText(round.reason, MAX_REASON)}; boots wait in the database and are sent when it takes them`,
        );
      await pause(waitMs, undefined, { signal }).catch(() => {});
      continue;
    }
    if (round.kind === "more") {
      if (failures > 0 && round.pushed > 0) tell(`${to} takes boots again`);
      if (round.pushed > 0) failures = 0;
      if (round.pushed > 0 || round.lost !== undefined) progressAt = performance.now();
      sent += round.pushed;
      lost += round.lost ?? 0;
      if (round.note !== undefined)
        tell(`${round.of === undefined ? "" : `of ${round.of}, `}${visibleText(round.note, MAX_REASON)}`);
      continue;
    }
    if (isOnce) break;
    await pause(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  tell(`${words.past} ${boots(sent)} to ${to}`);
  if (isOnce && lost > 0)
    throw new CliFailure(
      `${boots(lost)} of those to ${to} were refused for good, wholly or in part, as told above.`,
    );
}
