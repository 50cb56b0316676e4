import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GROUPS, WAIT_PART_KINDS } from "@hacotaki/core";
import { describe, expect, test } from "vitest";

type Rgb = readonly [number, number, number];
const css = readFileSync(join(import.meta.dirname, "../../ui/tokens.css"), "utf8");

function token(name: string, theme: "light" | "dark"): Rgb {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  const hex = match?.[theme === "light" ? 1 : 2];
  if (hex === undefined) throw new Error(`no token ${name}`);
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const contrast = (a: Rgb, b: Rgb) => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};

/** Machado, Oliveira and Fernandes 2009, full severity, in linear RGB. */
const VISIONS: Readonly<Record<string, readonly Rgb[]>> = {
  common: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const dot = ([a, b, c]: Rgb, [x, y, z]: Rgb) => a * x + b * y + c * z;
const seen = (colour: Rgb, rows: readonly Rgb[]): Rgb => {
  const [r = 0, g = 0, b = 0] = rows.map((row) => Math.min(1, Math.max(0, dot(row, colour))));
  return [r, g, b];
};

function oklab(colour: Rgb): Rgb {
  const l = Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], colour));
  const m = Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], colour));
  const s = Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], colour));
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], [l, m, s]),
    dot([1.9779984951, -2.428592205, 0.4505937099], [l, m, s]),
    dot([0.0259040371, 0.7827717662, -0.808675766], [l, m, s]),
  ];
}
const distance = (a: Rgb, b: Rgb) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

describe.each(["light", "dark"] as const)("%s", (theme) => {
  test.each(GROUPS)("%s stands out from the paper", (group) => {
    expect(contrast(token(`group-${group}`, theme), token("paper", theme))).toBeGreaterThanOrEqual(3);
  });

  test.each(WAIT_PART_KINDS)("%s stands out from the paper", (kind) => {
    expect(contrast(token(`state-${kind}`, theme), token("paper", theme))).toBeGreaterThanOrEqual(3);
  });

  const families = [
    ["groups", GROUPS.map((group) => `group-${group}`)],
    ["states", WAIT_PART_KINDS.map((kind) => `state-${kind}`)],
  ] as const;
  const cases = families.flatMap(([family, names]) =>
    Object.entries(VISIONS).map(([vision, rows]) => ({ family, names, vision, rows })),
  );
  test.each(cases)("no two $family look alike to $vision vision", ({ names, rows }) => {
    const colours = names.map((name) => [name, oklab(seen(token(name, theme), rows))] as const);
    const close = colours.flatMap(([a, first], index) =>
      colours
        .slice(index + 1)
        .flatMap(([b, second]) =>
          distance(first, second) < 0.06 ? [`${a} and ${b}: ${distance(first, second).toFixed(3)}`] : [],
        ),
    );
    expect(close).toEqual([]);
  });

  test.each(["ink", "ink-2", "ink-3", "bad", "warn", "good", "accent"])("%s can be read as text", (name) => {
    expect(contrast(token(name, theme), token("paper", theme))).toBeGreaterThanOrEqual(4.5);
  });
});
