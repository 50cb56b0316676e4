import fc from "fast-check";
import { expect, test } from "vitest";
import {
  compareHref,
  MAX_COMPARED,
  MAX_COMPARE_LABEL,
  parseCompareView,
  swapped,
  withBoot,
  withMoved,
  withPlaced,
  withoutBoot,
  type BootId,
  type CompareView,
} from "../../src/index.ts";

const someId = fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{16}$/).map((text) => text as BootId);
const someLabel = fc
  .string({ minLength: 1, maxLength: 10, unit: "grapheme" })
  .filter((text) => text.trim() === text && text.length <= MAX_COMPARE_LABEL && !/\p{Cc}/u.test(text));
const someView: fc.Arbitrary<CompareView> = fc
  .record(
    {
      boots: fc.uniqueArray(someId, { minLength: 1, maxLength: MAX_COMPARED }),
      align: fc.constantFrom("start" as const, "exec" as const, "wall" as const, "phase:CLI_START" as const),
      scale: fc.constantFrom("locked" as const, "own" as const),
      mode: fc.constantFrom("side" as const, "overlay" as const),
      opacity: fc.integer({ min: 10, max: 99 }),
      facts: fc.constant("all" as const),
      threshold: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      span: fc.stringMatching(/^[a-z0-9+-]{1,40}$/),
      zoom: fc
        .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 12n }))
        .map(([fromNs, length]) => ({ fromNs, toNs: fromNs + length })),
    },
    { requiredKeys: ["boots", "align", "scale", "mode"] },
  )
  .chain((view) =>
    fc
      .tuple(
        fc.nat(view.boots.length - 1),
        fc.option(fc.constantFrom(...view.boots)),
        fc.array(fc.option(someLabel), { minLength: view.boots.length, maxLength: view.boots.length }),
      )
      .map(([at, sort, given]): CompareView => {
        const labels = Object.fromEntries(
          view.boots.flatMap((id, place) => (given[place] ? [[id, given[place]]] : [])),
        );
        return {
          ...view,
          ...(at === 0 ? {} : { baseline: view.boots[at] as BootId }),
          ...(sort === null ? {} : { sort }),
          ...(Object.keys(labels).length === 0 ? {} : { labels }),
        };
      }),
  );

const paramsOf = (href: string) => Object.fromEntries(new URL(href, "http://localhost").searchParams);

test("a link to a comparison reads back as the same comparison", () => {
  fc.assert(
    fc.property(someView, (view) => {
      expect(parseCompareView(paramsOf(compareHref(view)))).toEqual({ view, dropped: [] });
    }),
  );
});

test("malformed parts are dropped one by one, and what is right of them is kept", () => {
  const { view, dropped } = parseCompareView({
    boots: "0b38m07hpcwsjbpf,nonsense,0b38m07hpcwsjbpf",
    baseline: "p8yq6aae46x4pnzd",
    align: "phase:<b>",
    threshold: "much",
    zoom: "9..1",
    opacity: "5",
    facts: "some",
    mode: ["side", "side"],
  });
  expect(view).toEqual({ boots: ["0b38m07hpcwsjbpf"], align: "start", scale: "locked", mode: "side" });
  expect([...dropped].sort()).toEqual([
    "align",
    "baseline",
    "boots",
    "facts",
    "mode",
    "opacity",
    "threshold",
    "zoom",
  ]);
});

test("more boots than can be compared are left out", () => {
  const ids = Array.from({ length: 10 }, (_, n) => `000000000000000${n}`);
  const { view, dropped } = parseCompareView({ boots: ids.join(",") });
  expect([view.boots.length, dropped]).toEqual([MAX_COMPARED, ["boots"]]);
});

test("a label that is too long, or the order of a boot that is not compared, is dropped", () => {
  const id = "0b38m07hpcwsjbpf" as BootId;
  const { view, dropped } = parseCompareView({
    boots: id,
    [`label-${id}`]: "x".repeat(41),
    sort: "p8yq6aae46x4pnzd",
  });
  expect([view.labels, view.sort, [...dropped].sort()]).toEqual([
    undefined,
    undefined,
    [`label-${id}`, "sort"],
  ]);
});

test("a boot that is moved to and fro, or added and removed, leaves the comparison as it was", () => {
  fc.assert(
    fc.property(someView, fc.nat(MAX_COMPARED), someId, (view, at, stranger) => {
      const id = view.boots[at % view.boots.length] as BootId;
      for (const by of [-1, 1] as const) {
        const moved = withMoved(view, id, by);
        expect([...moved.boots].sort()).toEqual([...view.boots].sort());
        expect(moved.baseline ?? moved.boots[0]).toBe(view.baseline ?? view.boots[0]);
        if (moved !== view) expect(withMoved(moved, id, by === 1 ? -1 : 1)).toEqual(view);
      }
      fc.pre(!view.boots.includes(stranger));
      expect(withoutBoot(withBoot(view, stranger), stranger)).toEqual(view);
    }),
  );
});

test("a boot that is placed elsewhere leaves the others in their order, and the baseline what it was", () => {
  fc.assert(
    fc.property(someView, fc.nat(MAX_COMPARED), fc.nat(MAX_COMPARED), (view, at, to) => {
      const id = view.boots[at % view.boots.length] as BootId;
      const placed = withPlaced(view, id, to);
      expect(placed.boots.indexOf(id)).toBe(to < view.boots.length ? to : view.boots.indexOf(id));
      const others = (boots: readonly BootId[]) => boots.filter((each) => each !== id);
      expect(others(placed.boots)).toEqual(others(view.boots));
      expect(placed.baseline ?? placed.boots[0]).toBe(view.baseline ?? view.boots[0]);
    }),
  );
});

test("two boots that are swapped change place and part, and swapped again are as before", () => {
  fc.assert(
    fc.property(someView, (view) => {
      fc.pre(view.boots.length === 2);
      const turned = swapped(view);
      expect(turned.boots).toEqual(view.boots.toReversed());
      expect(turned.baseline ?? turned.boots[0]).not.toBe(view.baseline ?? view.boots[0]);
      expect(swapped(turned)).toEqual(view);
    }),
  );
});

test("a boot that is removed takes its label, its order and its being the baseline with it", () => {
  const [a, b] = ["0b38m07hpcwsjbpf", "p8yq6aae46x4pnzd"] as BootId[];
  const { view } = parseCompareView({
    boots: `${a},${b}`,
    baseline: b ?? "",
    sort: b ?? "",
    [`label-${a}`]: "before",
    [`label-${b}`]: "after",
  });
  expect(withoutBoot(view, b as BootId)).toEqual({
    boots: [a],
    align: "start",
    scale: "locked",
    mode: "side",
    labels: { [a as BootId]: "before" },
  });
});
