import fc from "fast-check";
import { expect, test } from "vitest";
import { createColumns, slabIn, type BootSample, type Columns, type Slab } from "../../src/index.ts";
import { answersOf } from "./answers.ts";
import { idAt, someSample } from "./sample-boots.ts";

type Step =
  | { readonly kind: "put"; readonly sample: BootSample }
  | { readonly kind: "remove"; readonly id: ReturnType<typeof idAt> };

const someStep: fc.Arbitrary<Step> = fc
  .integer({ min: 0, max: 12 })
  .chain((n) =>
    fc.oneof(
      { weight: 3, arbitrary: someSample(n).map((sample) => ({ kind: "put" as const, sample })) },
      { weight: 1, arbitrary: fc.constant({ kind: "remove" as const, id: idAt(n) }) },
    ),
  );

function filled(samples: Iterable<BootSample>): Columns {
  const columns = createColumns();
  for (const sample of samples) columns.put(sample);
  return columns;
}

/** With the boots there are then, by id. */
function take(columns: Columns, boots: Map<string, BootSample>, step: Step): void {
  if (step.kind === "put") {
    columns.put(step.sample);
    boots.set(step.sample.id, step.sample);
  } else {
    columns.remove(step.id);
    boots.delete(step.id);
  }
}

/** As the bytes of a file come back. */
const written = ({ bytes, size }: Slab): Slab => {
  const read = slabIn(Uint8Array.from(bytes), size);
  if (read === undefined) throw new Error("there are as many bytes as there were");
  return read;
};

const countsOf = (columns: Columns) => ({
  outcomes: columns.histograms().outcomes,
  // Of a span that no boot has any more, a histogram of nothing may be left.
  histograms: columns
    .histograms()
    .histograms.filter(({ counts }) => counts.some((n) => n > 0))
    .map(({ of, counts, sum }) => ({ of, counts, sum }))
    .toSorted((a, b) => (JSON.stringify(a.of) < JSON.stringify(b.of) ? -1 : 1)),
});

test("rows that were taken out while boots came and went, and what changed since, are all boots there are", () => {
  fc.assert(
    fc.property(
      fc.array(someStep, { maxLength: 40 }),
      // What happens before each slab is cut, and how many rows it has.
      fc.array(fc.tuple(fc.array(someStep, { maxLength: 4 }), fc.integer({ min: 1, max: 5 })), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.array(someStep, { maxLength: 10 }),
      (before, cuts, after) => {
        const boots = new Map<string, BootSample>();
        const columns = createColumns();
        for (const step of before) take(columns, boots, step);
        const since: Step[] = [];
        const happen = (step: Step) => {
          take(columns, boots, step);
          since.push(step);
        };
        const cutter = columns.cutter();
        const slabs: Slab[] = [];
        let to = columns.size;
        for (let n = 0; to > 0; n++) {
          const [steps, rows] = cuts[n] ?? [[], 5];
          steps.forEach(happen);
          to = Math.min(to, columns.size);
          const from = Math.max(0, to - rows);
          slabs.push(written(cutter.cut(from, to)));
          to = from;
        }
        const names = cutter.names();
        const texts = [...cutter.texts()];
        after.forEach(happen);

        const read = createColumns();
        const gone = new Set<string>();
        for (const step of since) {
          if (step.kind === "put") read.put(step.sample);
          else {
            read.remove(step.id);
            gone.add(step.id);
          }
        }
        const paster = read.paster(names, texts);
        // Of those that went, what came back is known already.
        for (const slab of slabs) paster.paste(slab, (id) => gone.has(id));
        const anew = filled(boots.values());
        expect(read.size).toBe(anew.size);
        expect(answersOf(read)).toEqual(answersOf(anew));
        const [told, expected] = [countsOf(read), countsOf(anew)];
        // A boot that was put and went since was counted, as everywhere.
        if (since.every(({ kind }) => kind === "put")) expect(told).toEqual(expected);
        expect(told.outcomes).toEqual(expected.outcomes);
      },
    ),
    { numRuns: 200 },
  );
});

test("texts that no row has any more are not kept", () => {
  const [sample] = fc.sample(someSample(0), 1);
  if (!sample) throw new Error("a sample was asked for");
  const columns = filled([
    { ...sample, container: "gone" },
    { ...sample, id: idAt(1), container: "stays" },
  ]);
  columns.remove(sample.id);
  const cutter = columns.cutter();
  cutter.cut(0, 1);
  const kept = [...cutter.texts()].filter(({ column }) => column === "container");
  expect(kept.flatMap(({ texts }) => texts)).toEqual([undefined, "stays"]);
});

test("bytes that are too few or too many are no slab", () => {
  const columns = filled(fc.sample(someSample(0), 1));
  const { bytes, size } = columns.cutter().cut(0, 1);
  expect(slabIn(bytes, size)?.ids).toHaveLength(16);
  expect(slabIn(bytes, { ...size, rows: 2 })).toBeUndefined();
  expect(slabIn(bytes.subarray(8), size)).toBeUndefined();
});
