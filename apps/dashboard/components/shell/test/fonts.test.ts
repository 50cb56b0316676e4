import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const read = (name: string) => readFileSync(join(import.meta.dirname, "..", name), "utf8");

test("a first visit is drawn in a face of the measures of the one to come, and in that as soon as it is there", () => {
  const faces = read("fonts.css").match(/@font-face \{[^}]*\}/g) ?? [];
  expect(faces.length).toBeGreaterThan(3);
  for (const face of faces) {
    expect(face).toMatch(/src:\s+local\(/);
    expect(face).toMatch(/ascent-override: [\d.]+%;\s+descent-override: [\d.]+%;/);
    // Monospaced faces are of one width.
    if (!face.includes("Mono")) expect(face).toMatch(/size-adjust: [\d.]+%;/);
  }
  const declared = read("fonts.ts");
  expect(declared.match(/localFont\(\{/g)?.length).toBe(declared.match(/display: "swap"/g)?.length);
  expect(declared).not.toContain("preload: false");
});
