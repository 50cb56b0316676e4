import { expect, test } from "vitest";
import { dequeue, earliestLoss, enqueue, newQueue } from "../../src/assembly/queue.ts";
import { instant, type BootEvent } from "../../src/index.ts";
import { loss, phase } from "../made-events.ts";

const at = (ms: number, seq = 0): BootEvent => ({ ...phase(ms, 1, 1), seq });
const ms = (n: number) => instant(BigInt(n) * 1_000_000n);
const queueOf = (...events: BootEvent[]) => {
  const queue = newQueue();
  enqueue(queue, events);
  return queue;
};

test("what is due comes out in the order of its instants, and of its sequence within one", () => {
  const [late, second, first, early] = [at(9), at(5, 2), at(5, 1), at(1)];
  const queue = queueOf(late, second, first, early);
  expect(dequeue(queue, ms(5))).toEqual([early, first, second]);
  expect(dequeue(queue, ms(8))).toEqual([]);
  expect(dequeue(queue, ms(9))).toEqual([late]);
});

test("without an instant everything comes out, once", () => {
  const queue = queueOf(at(2), at(1));
  expect(dequeue(queue)).toHaveLength(2);
  expect(dequeue(queue)).toEqual([]);
});

test("the earliest of the losses that wait is known before it is due", () => {
  const queue = queueOf(loss(7, 90), at(1), loss(3, 80));
  expect(earliestLoss(queue, ms(50))).toBe(ms(3));
  expect(earliestLoss(queue, ms(2))).toBe(ms(2));
  expect(earliestLoss(newQueue(), ms(2))).toBe(ms(2));
});
