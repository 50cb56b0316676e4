import { expect, test } from "vitest";
import { whyPackageUnsupported, type Runner } from "../src/unsupported.ts";

const runner: Runner = {
  platform: "linux",
  arch: "x64",
  execPath: "/usr/bin/node",
  versions: { node: "24.1.0" },
};

test("a package runs on the machine that it was made for, and on no other", () => {
  expect(whyPackageUnsupported("x64", runner)).toBeUndefined();
  expect(whyPackageUnsupported("arm64", { ...runner, arch: "arm64" })).toBeUndefined();
  expect(whyPackageUnsupported("arm64", runner)).toContain(
    "for Linux on arm64, and this is linux on x86-64: install the package for it",
  );
  expect(whyPackageUnsupported("x64", { ...runner, platform: "darwin", arch: "arm64" })).toContain(
    "for Linux on x86-64, and this is darwin on arm64",
  );
});

test("a package says which Node it needs", () => {
  expect(whyPackageUnsupported("x64", { ...runner, versions: { node: "22.9.0" } })).toBe(
    "needs Node 24 or later, and /usr/bin/node is 22.9.0",
  );
});
