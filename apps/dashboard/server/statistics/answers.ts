import { makeRoom } from "@hacotaki/store";
import type { Method } from "./protocol.ts";

/** More are not asked of one state of the columns, unless a program asks them all. */
const MOST = 100;

/** Answers by their questions, for as long as the same question has the same answer. */
export type Answers = {
  /** The answer that was given, or is being given, to the same question; else a new one. */
  of(method: Method, args: readonly unknown[], tell: () => Promise<unknown>): Promise<unknown>;
  /** What they are told of has changed. */
  forget(): void;
};

/** Tells questions apart. */
export const keyOf = (method: Method, args: readonly unknown[]) =>
  JSON.stringify([method, args], (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));

export function createAnswers(): Answers {
  let given = new Map<string, Promise<unknown>>();
  return {
    of(method, args, tell) {
      const key = keyOf(method, args);
      const known = given.get(key);
      if (known !== undefined) return known;
      makeRoom(given, MOST);
      const [answer, of] = [tell(), given];
      given.set(key, answer);
      answer.catch(() => of.delete(key));
      return answer;
    },
    forget() {
      if (given.size > 0) given = new Map();
    },
  };
}
