import { expect, test } from "vitest";
import type { BootId } from "@hacotaki/core";
import { exportName } from "../exports/export-name.ts";

const id = "0123456789abcdef" as BootId;

test("an exported file is named by container, time and the beginning of the id", () => {
  const wallTime = 1_795_380_447_351_580_832n;
  expect(exportName({ id, container: "web", wallTime }, "svg")).toBe("web-2026-11-22T204727Z-01234567.svg");
  expect(exportName({ id, container: "web" }, "trace.json")).toBe("web-01234567.trace.json");
});

test("no container's name gets out of a folder, a header or a shell's word", () => {
  for (const container of ["../../etc/x", 'a b"\r\n;c', "箱", "-rf", ""])
    expect(exportName({ id, container }, "csv")).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*\.csv$/);
});
