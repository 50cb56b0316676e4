import type { AskedOf, StatisticsState } from "@hacotaki/core";
import type { FleetReader } from "@hacotaki/fleet";
import { makeRoom } from "@hacotaki/store";
import { keyOf } from "./answers.ts";
import type { Method } from "./protocol.ts";

/** An answer is given again for so many times as long as it took, ms at least: a fleet is asked no more than it can tell. */
const AGAIN_FACTOR = 10;
const LEAST_AGAIN_MS = 1_000;
/** Whether the columns hold every boot is looked at no more often, ms. */
const LOOK_MS = 1_000;
/** More answers are not kept. */
const MOST_KEPT = 100;

type Answer = { readonly value: Promise<unknown>; until: number };
type Ask = (method: Method, args: readonly unknown[]) => Promise<unknown>;

/**
 * Statistics of a fleet: by its columns where these hold every boot, else by its database, as far as that tells them, and
 * by the newest boots, in columns, where it does not.
 */
export function createFleetAnswers(
  { statistics }: Pick<FleetReader, "statistics">,
  columns: Ask,
  now: () => number = () => performance.now(),
): Ask {
  const given = new Map<string, Answer>();
  let looked: { readonly at: number; readonly state: Promise<StatisticsState> } | undefined;

  const stateOfColumns = () => {
    if (looked === undefined || now() - looked.at > LOOK_MS) {
      const state = columns("state", []) as Promise<StatisticsState>; // by the contract
      looked = { at: now(), state };
      state.catch(() => (looked = undefined));
    }
    return looked.state;
  };
  const tells = (method: Method) => Object.hasOwn(statistics, method);

  function told(method: Method, args: readonly unknown[]): Promise<unknown> {
    const key = keyOf(method, args);
    const known = given.get(key);
    if (known !== undefined && now() < known.until) return known.value;
    given.delete(key);
    makeRoom(given, MOST_KEPT);
    const began = now();
    const question = statistics[method as keyof typeof statistics] as (...all: readonly unknown[]) => unknown; // it tells this one
    const answer: Answer = { value: Promise.resolve(question(...args)), until: Infinity };
    given.set(key, answer);
    answer.value.then(
      () => (answer.until = now() + Math.max(LEAST_AGAIN_MS, (now() - began) * AGAIN_FACTOR)),
      () => given.delete(key),
    );
    return answer.value;
  }

  return async (method, args) => {
    if (method !== "state" && !tells(method)) return columns(method, args);
    const state = await stateOfColumns();
    const { known, total, all = total } = state;
    if (known >= all) return columns(method, args);
    if (method !== "state") return told(method, args);
    const [asked] = args as [AskedOf | undefined];
    const isWhole = asked?.questions.every(tells);
    return isWhole === true ? { known: all, total: all } : state;
  };
}
