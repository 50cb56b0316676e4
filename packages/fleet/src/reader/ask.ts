import { isUnreadable, StoreError, type StoreErrorCode } from "@hacotaki/store";
import { failureOf } from "../answer.ts";
import type { Engine } from "../engine.ts";

/** Values of a question's parameters: numbers of 64 bits as texts. */
export type Params = Readonly<Record<string, string | number | readonly string[] | readonly number[]>>;

/** Asks the fleet's database, whose name stands in the question as `{db:Identifier}`. @throws StoreError */
export type Ask = <Row>(doing: string, question: string, params?: Params) => Promise<readonly Row[]>;

/** What a lasting refusal is for whoever shows pages: the words say the rest. */
const codeOf = (needsChange: boolean): StoreErrorCode => (needsChange ? "denied" : "unreachable");

/** What went wrong, as an error of a store. */
export function storeErrorOf(error: unknown, doing: string, name: string): unknown {
  if (error instanceof StoreError) return error;
  const failure = failureOf(error);
  const code =
    failure.kind === "refused" ? "failed" : codeOf("needsChange" in failure && failure.needsChange === true);
  return new StoreError(code, `cannot ${doing} ${name}: ${failure.reason}`, { cause: error });
}

export const createAsk =
  (
    engine: Pick<Engine, "rows">,
    { name, database }: { readonly name: string; readonly database: string },
  ): Ask =>
  async <Row>(doing: string, question: string, params: Params = {}) => {
    try {
      return await engine.rows<Row>(question, { ...params, db: database });
    } catch (error) {
      throw storeErrorOf(error, doing, name);
    }
  };

/** What `read` makes of what a host sent; a StoreError where that makes no sense. */
export async function orDamagedBoot<Value>(id: string, read: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StoreError || !isUnreadable(error)) throw error;
    throw new StoreError("damaged-row", `what was shipped of boot ${id} makes no sense: ${error.message}`, {
      cause: error,
    });
  }
}
