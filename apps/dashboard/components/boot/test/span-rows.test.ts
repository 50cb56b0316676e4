import { expect, test } from "vitest";
import { exampleBoot } from "../../../test/example-boots.ts";
import { spanRowsOf } from "../span-rows.ts";

test("shares are told of what a boot took, and of none whose length nobody knows", async () => {
  const { boot } = await exampleBoot("min-true");
  const { pathNs, wholeNs } = spanRowsOf(boot, undefined);
  expect(wholeNs).toBe(pathNs);
  const { upAt: _, readyAt: __, endAt: ___, ...underWay } = boot;
  for (const outcome of ["booting", "partial"] as const)
    expect(spanRowsOf({ ...underWay, outcome }, undefined).wholeNs).toBeUndefined();
});
