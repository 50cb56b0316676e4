import fc from "fast-check";
import { expect, test } from "vitest";
import {
  compareHref,
  MAX_COMPARED,
  parseCompareView,
  type BootId,
  type CompareView,
} from "../../src/index.ts";

const someId = fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{16}$/).map((text) => text as BootId);
const someView: fc.Arbitrary<CompareView> = fc
  .record(
    {
      boots: fc.uniqueArray(someId, { minLength: 1, maxLength: MAX_COMPARED }),
      align: fc.constantFrom("start" as const, "exec" as const, "wall" as const, "phase:CLI_START" as const),
      scale: fc.constantFrom("locked" as const, "own" as const),
      mode: fc.constantFrom("side" as const, "overlay" as const),
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
      .nat(view.boots.length - 1)
      .map((at) => (at === 0 ? view : { ...view, baseline: view.boots[at] as BootId })),
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
    mode: ["side", "side"],
  });
  expect(view).toEqual({ boots: ["0b38m07hpcwsjbpf"], align: "start", scale: "locked", mode: "side" });
  expect([...dropped].sort()).toEqual(["align", "baseline", "boots", "mode", "threshold", "zoom"]);
});

test("more boots than can be compared are left out", () => {
  const ids = Array.from({ length: 10 }, (_, n) => `000000000000000${n}`);
  const { view, dropped } = parseCompareView({ boots: ids.join(",") });
  expect([view.boots.length, dropped]).toEqual([MAX_COMPARED, ["boots"]]);
});
