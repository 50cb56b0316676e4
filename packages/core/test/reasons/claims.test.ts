import fc from "fast-check";
import { expect, test } from "vitest";
import { claimsOn } from "../../src/reasons/claims.ts";

const stretch = fc
  .tuple(fc.bigInt(-20n, 120n), fc.bigInt(0n, 60n))
  .map(([from, length]) => ({ from, to: from + length }));

test("no nanosecond is given out twice, and none is lost", () => {
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 30 }), (wanted) => {
      const claims = claimsOn({ from: 0n, to: 100n });
      const given = new Set<bigint>();
      for (const { from, to } of wanted) {
        const before = given.size;
        for (let at = from; at < to; at++) if (at >= 0n && at < 100n) given.add(at);
        expect(claims.claim({ from, to })).toBe(BigInt(given.size - before));
      }
      expect(claims.free).toBe(100n - BigInt(given.size));
    }),
  );
});
