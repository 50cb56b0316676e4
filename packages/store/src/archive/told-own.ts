import { MAKES_CHILD } from "../events/dense-codec.ts";
import type { OwnReader, OwnWriter } from "../events/event-own.ts";
import { whole } from "../values/integers.ts";
import { mixed, type Teller } from "./teller.ts";
import { damaged, FIELD, hashOf, type Thread, type ToldRun } from "./told-run.ts";

const FAR = 2n ** 52n;
const SECOND = 1_000_000_000n;

const [FROM_NOTHING, FROM_BEFORE, FROM_SECOND, FROM_REST, FROM_INSTANT, SPELLED] = [0, 1, 2, 3, 4, 5];
const SMALL = 0x1_00_00n;

/** What a number is told from: the number before it, the event's second, its ns within it, or its instant. */
function relationOf(value: bigint, previous: bigint, at: bigint): number {
  if (value === previous) return FROM_BEFORE;
  if (value < SMALL && value > -FAR) return FROM_NOTHING;
  const isNear = (to: bigint, by: bigint) => value - to < by && to - value < by;
  if (isNear(at / SECOND, 2n)) return FROM_SECOND;
  if (isNear(at % SECOND, 1_000_000n)) return FROM_REST;
  if (isNear(at, 10_000_000n)) return FROM_INSTANT;
  return value < FAR && value > -FAR ? FROM_NOTHING : SPELLED;
}
function likeOf(relation: number, previous: bigint, at: bigint): bigint {
  switch (relation) {
    case FROM_NOTHING:
      return 0n;
    case FROM_BEFORE:
      return previous;
    case FROM_SECOND:
      return at / SECOND;
    case FROM_REST:
      return at % SECOND;
    case FROM_INSTANT:
      return at;
    default:
      throw damaged();
  }
}

/** Fields of a shape that are told apart; those beyond are told as the last one. */
const FIELDS_APART = 64;
/** Of one run: nothing is given as many. */
const MOST_VALUES = 1 << 20;

/** What an event has to itself, value by value: `begin` says of which event. */
// oxlint-disable-next-line eslint/max-lines-per-function -- where an event is, and short functions over it
export function createOwn(t: Teller, told: ToldRun) {
  let place = 0;
  let thread: Thread;
  let at = 0n;
  let last = 0;
  /** How many values there were, and hashes: of all, of the first. */
  let k = 0;
  let all = 0;
  let first = 0;
  let previous = 0n;

  let values = 0;

  function next(): number {
    if (++values > MOST_VALUES) throw t.isReading ? damaged() : new RangeError("too many values of one run");
    return mixed(place * FIELDS_APART + Math.min(k++, FIELDS_APART - 1), FIELD.own);
  }
  function note(value: number, field: number): void {
    all = mixed(all, value);
    if (k === 1) first = all;
    thread.own.set(field, value);
  }
  function big(given: bigint): bigint {
    const field = next();
    const here = mixed(field, all);
    const before = thread.own.get(field) ?? 0;
    const how = t.usual(FIELD.relation, here, field, t.isReading ? 0 : relationOf(given, previous, at));
    let value: bigint;
    if (how === SPELLED) value = t.big(field, given);
    else {
      const to = likeOf(how, previous, at);
      const from = t.isReading ? 0 : Number(given - to);
      value = to + BigInt(t.usual(mixed(field, how), mixed(here, before), mixed(field, first), from));
    }
    note(Number(BigInt.asIntN(32, value)), field);
    previous = value;
    return value;
  }
  function count(given: number): number {
    const field = next();
    const value = t.usual(
      field,
      mixed(mixed(field, all), thread.own.get(field) ?? 0),
      mixed(field, first),
      given,
    );
    note(value, field);
    return value;
  }
  function integer(given: number): number {
    const value = Number(big(BigInt(given)));
    if (!Number.isSafeInteger(value)) throw damaged();
    return value;
  }
  function text(given: string): string {
    const field = next();
    const here = mixed(field, all);
    const value = told.text(FIELD.ownText, mixed(mixed(here, told.kin), last), here, given);
    note(hashOf(value), field);
    return value;
  }
  function ns(given: bigint): bigint {
    return at - told.instants.tell(next(), thread.state, at - given, at);
  }
  function pid(given: number, near: number): number {
    const field = next();
    const value = told.pid(field, field, given, near);
    previous = BigInt(value);
    return value;
  }
  function result(given: bigint, makesChild: boolean): bigint {
    if (makesChild && t.flag(mixed(place, FIELD.isChild), given === thread.child)) return thread.child;
    return big(given);
  }
  const writer: OwnWriter = {
    to: {
      count,
      integer: (value) => void integer(whole(value)),
      big,
      distance: (value, from) => void big(BigInt(value) - BigInt(from)),
      text,
    },
    ns,
    pid,
    result: (value, call) => void result(value, MAKES_CHILD.has(call.name)),
  };
  const reader: OwnReader = {
    from: {
      count: () => count(0),
      integer: () => integer(0),
      big: () => big(0n),
      distance: (near) => Number(big(0n) + BigInt(near)),
      text: () => text(""),
    },
    ns: () => ns(0n),
    pid: (near) => pid(0, near),
    result: (name) => result(0n, MAKES_CHILD.has(name)),
    begun(name) {
      if (thread.begun?.name !== name) throw damaged();
      return thread.begun;
    },
  };
  return {
    writer,
    reader,
    first: () => first,
    begin(ofShape: number, ofThread: Thread, when: bigint, after: number): void {
      [place, thread, at, last] = [ofShape, ofThread, when, after];
      k = all = first = 0;
      previous = 0n;
    },
  };
}
