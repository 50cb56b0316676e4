import { expect, test } from "vitest";
import { createAssembler, GENERATIONS, OUTCOMES, type Assembler, type Boot } from "../../src/index.ts";
import { courseOf, type CourseName } from "../../src/synthesis/course.ts";
import { RECORDED_COURSES } from "../../src/synthesis/recorded.ts";
import { pickerOf, createRandom } from "../../src/synthesis/random.ts";
import { synthesise, type Attachment, type Plan } from "../../src/synthesis/synthesis.ts";

const PLAN: Plan = {
  boots: 1_500,
  seed: 5,
  hosts: 4,
  containers: 30,
  days: 10,
  until: 1_793_404_800_000_000_000n,
  piece: 300,
};

const textOf = (plan: Plan) =>
  [...synthesise(plan)]
    .map(({ events }) =>
      JSON.stringify(events, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)),
    )
    .join("\n");

/** What collectors make of a plan: each boot as it was in the end. */
function bootsOf(plan: Plan): Boot[] {
  const assemblers = new Map<Attachment, Assembler>();
  const boots = new Map<string, Boot>();
  for (const { attachment, events, until } of synthesise(plan)) {
    const assembler = assemblers.get(attachment) ?? createAssembler(attachment.source);
    assemblers.set(attachment, assembler);
    assembler.push(events);
    const changes = assembler.advance(until);
    for (const boot of changes.boots) boots.set(boot.id, boot);
    for (const id of changes.retired) boots.delete(id);
  }
  return [...boots.values()];
}

const boots = bootsOf(PLAN);
const durationOf = ({ startAt, upAt }: Boot) => Number((upAt ?? startAt) - startAt) / 1e6;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

test("the same plan gives the same events, another seed gives others", () => {
  const small = { ...PLAN, boots: 100 };
  expect(textOf(small)).toBe(textOf(small));
  expect(textOf({ ...small, seed: 6 })).not.toBe(textOf(small));
});

test("the size of a piece changes nothing about what was seen", () => {
  const all = (piece: number) =>
    [...synthesise({ ...PLAN, boots: 200, piece })]
      .flatMap(({ events }) => events.map(({ at, seq }) => `${at} ${seq}`))
      .sort();
  expect(all(10)).toEqual(all(1_000));
});

test.each([1, 2, 5, 250])("as many boots come of it as were asked for: %i", (count) => {
  expect(bootsOf({ ...PLAN, boots: count })).toHaveLength(count);
});

test("the spans of every boot's path cover it to the nanosecond", () => {
  for (const boot of boots) {
    let at = boot.startAt;
    for (const span of boot.spans.filter(({ onPath, slug }) => onPath && slug !== "app-start")) {
      expect(span.startAt, boot.id).toBe(at);
      if (span.state !== "open") at = span.endAt;
    }
    if (boot.upAt !== undefined) expect(at, boot.id).toBe(boot.upAt);
  }
});

test("every outcome, generation and end of a boot occurs", () => {
  const among = <Key extends keyof Boot>(key: Key) => new Set(boots.map((boot) => boot[key]));
  expect([...among("outcome")].sort()).toEqual([...OUTCOMES].sort());
  expect([...among("generation")].sort()).toEqual([...GENERATIONS].sort());
  expect(among("hostName").size).toBe(PLAN.hosts);
  expect(among("kernel").size).toBe(2);
  expect(new Set(boots.flatMap(({ losses }) => losses))).toEqual(new Set(["attached-late", "dropped"]));
  expect(
    new Set(boots.flatMap(({ outcome, furthestPhase }) => (outcome === "failed" ? furthestPhase : []))).size,
  ).toBeGreaterThan(3);
  expect(boots.some(({ markCount }) => markCount > 0)).toBe(true);
  expect(new Set(boots.map(({ runId }) => runId)).size).toBeLessThan(boots.length);
});

test("a boot is linked by its forks, but where its beginning was not seen", () => {
  for (const { lineage, losses } of boots)
    if (!losses.includes("attached-late")) expect(lineage).toBe("lineage");
});

test("few containers make up most boots", () => {
  const counts = new Map<string, number>();
  for (const { container } of boots) counts.set(container, (counts.get(container) ?? 0) + 1);
  const [first = 0, ...others] = [...counts.values()].sort((a, b) => b - a);
  expect(first).toBeGreaterThan(4 * median(others));
});

test("boots of a crowd take longer", () => {
  const second = ({ hostName, wallTime = 0n }: Boot) => `${hostName} ${wallTime / 1_000_000_000n}`;
  const up = boots.filter(({ outcome }) => outcome === "up" || outcome === "ready");
  const company = new Map<string, number>();
  for (const boot of up) company.set(second(boot), (company.get(second(boot)) ?? 0) + 1);
  const isCrowded = (boot: Boot) => (company.get(second(boot)) ?? 0) > 10;
  const crowded = up.filter(isCrowded).map(durationOf);
  const alone = up.filter((boot) => !isCrowded(boot)).map(durationOf);
  expect(median(crowded)).toBeGreaterThan(2 * median(alone));
});

test("a haco file changes at a deploy, and is that of its hash", () => {
  const texts = new Map<string, Set<string | undefined>>();
  for (const { hacoHash = "", hacoText } of boots)
    texts.set(hacoHash, (texts.get(hacoHash) ?? new Set()).add(hacoText));
  for (const found of texts.values()) expect(found.size).toBe(1);
  expect(texts.size).toBeGreaterThan(PLAN.containers);
});

test("a course tells of the birth of each of its processes", () => {
  for (const name of Object.keys(RECORDED_COURSES)) {
    const { steps, boots: count } = courseOf(name as CourseName);
    const seen = new Set([0, ...steps.flatMap(({ deed }) => (deed.kind === "fork" ? deed.child : []))]);
    for (const { process } of steps) expect(seen, name).toContain(process);
    expect(count, name).toBe(name.includes("three-") ? 3 : 1);
  }
});

test("a pick falls as often as its weight says", () => {
  const pick = pickerOf([
    ["a", 3],
    ["b", 1],
  ]);
  const random = createRandom(1);
  const picked = Array.from({ length: 4_000 }, () => pick(random.next())).filter((name) => name === "a");
  expect(picked.length / 4_000).toBeCloseTo(0.75, 1);
});
