import fc from "fast-check";
import { expect, test } from "vitest";
import {
  chosenPercent,
  changeFormat,
  columnFormat,
  formatChange,
  durationParts,
  exactDuration,
  formatDuration,
  formatInColumn,
  formatPercent,
  formatShare,
  formatTimes,
  formatWallTime,
  headlineDuration,
  visibleText,
  valueText,
} from "../../src/words/format.ts";

test("a duration prints with three significant digits in the unit that suits its size", () => {
  const cases: [bigint, string][] = [
    [0n, "0 ns"],
    [7n, "7 ns"],
    [999n, "999 ns"],
    [1_000n, "1.00 µs"],
    [36_040n, "36.0 µs"],
    [412_499n, "412 µs"],
    [999_499n, "999 µs"],
    [999_500n, "1.00 ms"],
    [9_996_000n, "10.0 ms"],
    [16_160_981n, "16.2 ms"],
    [191_617_506n, "192 ms"],
    [4_204_000_000n, "4.20 s"],
    [59_949_999_999n, "59.9 s"],
    [59_950_000_000n, "1 min 00 s"],
    [83_400_000_000n, "1 min 23 s"],
    [3_599_600_000_000n, "1 h 00 min"],
    [11_520_000_000_000n, "3 h 12 min"],
    [187_200_000_000_000n, "2 d 04 h"],
    [-19_301_341n, "−19.3 ms"],
  ];
  for (const [ns, printed] of cases) expect(formatDuration(ns)).toBe(printed);
});

test('a headline keeps one decimal, as in "Booted in 191.6 ms"', () => {
  expect([191_617_506n, 147_700_000n, 19_301_341n, 1_234_567n].map(headlineDuration)).toEqual([
    "191.6 ms",
    "147.7 ms",
    "19.3 ms",
    "1.23 ms",
  ]);
});

test("the exact form keeps every nanosecond", () => {
  expect(exactDuration(16_160_981n)).toBe("16.160981 ms");
  expect(exactDuration(5n)).toBe("5 ns");
  expect(exactDuration(65_000_000_001n)).toBe("65.000000001 s");
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 62n), (ns) => {
      const [value = "", unit] = exactDuration(ns).split(" ");
      const decimals = { ns: 0, µs: 3, ms: 6, s: 9 }[unit ?? ""] ?? -1;
      expect(BigInt(value.replace(".", ""))).toBe(ns);
      expect(value.split(".")[1]?.length ?? 0).toBe(decimals);
    }),
  );
});

test("a printed duration is never further from the truth than half of its last digit", () => {
  const unitNs: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };
  fc.assert(
    fc.property(fc.bigInt(0n, 59_000_000_000n), (ns) => {
      const [part] = durationParts(ns);
      const size = unitNs[part?.unit ?? ""] ?? Number.NaN;
      const lastDigit = size / 10 ** (part?.value.split(".")[1]?.length ?? 0);
      expect(Math.abs(Number(part?.value) * size - Number(ns))).toBeLessThanOrEqual(lastDigit / 2 + 1e-3);
    }),
  );
});

test("a column has one unit and one number of decimals", () => {
  const column = [147_700_123n, 19_301_341n, 42_000n];
  const format = columnFormat(column);
  expect(format).toEqual({ unit: "ms", decimals: 3 });
  expect(column.map((ns) => formatInColumn(ns, format))).toEqual(["147.700", "19.301", "0.042"]);
  expect(columnFormat([3_600_000_000_000n]).unit).toBe("s");
  expect(columnFormat([]).unit).toBe("ns");
});

test("a column keeps two significant digits of its shortest, down to the nanosecond", () => {
  expect(columnFormat([147_700_123n, 0n, 4_200n])).toEqual({ unit: "ms", decimals: 4 });
  expect(columnFormat([147_700_123n, 7n])).toEqual({ unit: "ms", decimals: 6 });
  const duration = fc.bigInt(1n, 10n ** 12n);
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1 }), fc.array(duration), (path, beside) => {
      const format = columnFormat(path, beside);
      for (const ns of [...path, ...beside]) {
        const digits = formatInColumn(ns, format).replace(".", "").replace(/^0+/, "").length;
        expect(digits).toBeGreaterThanOrEqual(Math.min(2, ns.toString().length));
      }
    }),
  );
});

test("what lies beside the boot path stands in the column without choosing its unit", () => {
  const running = 400_000_000_000n;
  const format = columnFormat([178_000_000n, 13_000n], [running]);
  expect(format).toEqual({ unit: "ms", decimals: 3 });
  expect(formatInColumn(running, format)).toBe("400000.000");
  expect(columnFormat([], [running])).toEqual({ unit: "s", decimals: 3 });
});

test("a share says so when it is small but not nothing", () => {
  expect([
    formatShare(771n, 1000n),
    formatShare(1n, 100_000n),
    formatShare(0n, 5n),
    formatShare(1n, 0n),
  ]).toEqual(["77.1 %", "< 0.1 %", "0.0 %", ""]);
});

test("wall time names its time zone and has milliseconds", () => {
  const ns = 1_795_380_447_351_580_832n;
  expect(formatWallTime(ns, { locale: "en", timeZone: "UTC" })).toBe("Nov 22, 2026, 20:47:27.351 UTC");
  expect(formatWallTime(ns, { locale: "ja", timeZone: "Asia/Tokyo", style: "time" })).toBe("05:47:27.351");
  expect(formatWallTime(2n ** 80n, { locale: "en", timeZone: "UTC" })).toBeUndefined();
});

test("characters that act instead of being seen are shown as marks", () => {
  expect(visibleText("a\u0000b\u001b[31mc")).toBe("a␀b␛[31mc");
  expect(visibleText("\u202egnp.exe\u2066\u200b")).toBe("⟨U+202E⟩gnp.exe⟨U+2066⟩⟨U+200B⟩");
  expect(visibleText("a\nb\u007f\u0085\u2028")).toBe("a␊b␡⟨U+0085⟩⟨U+2028⟩");
  expect(visibleText("\ud800x")).toBe("⟨U+D800⟩x");
  expect(visibleText("<b>箱 日本語 é</b>")).toBe("<b>箱 日本語 é</b>");
});

test("hostile text is bounded in length and in marks on one letter", () => {
  expect(visibleText("x".repeat(70_000), 10)).toBe(`${"x".repeat(10)}…`);
  expect(visibleText(`z${"\u0301".repeat(500)}`)).toBe(`z${"\u0301".repeat(4)}`);
});

test("whatever the text, nothing shown acts", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("a multiple has two digits and never prints as nothing", () => {
  expect([78.2, 9.96, 9.94, 3.14, 1, 0.4, 0.01].map(formatTimes)).toEqual([
    "78×",
    "10×",
    "9.9×",
    "3.1×",
    "1.0×",
    "0.4×",
    "< 0.1×",
  ]);
});

test("a percentage is rounded down: all is all", () => {
  expect([1, 0.9996, 0.29, 0.57, 0].map(formatPercent)).toEqual(["100 %", "99 %", "29 %", "57 %", "0 %"]);
});

test("a difference as a part of the baseline is rounded once, from the nanoseconds", () => {
  const cases: [bigint, bigint, string][] = [
    [1_999n, 10_000n, "+20.0 %"],
    [-1_999n, 10_000n, "−20.0 %"],
    [154n, 1_000n, "+15.4 %"],
    [2n, 3n, "+66.7 %"],
    [-2n, 3n, "−66.7 %"],
    [105_450n, 100_000n, "+105 %"],
    [105_500n, 100_000n, "+106 %"],
    [0n, 10n, "0.0 %"],
    [5n, 0n, ""],
  ];
  for (const [delta, baseline, printed] of cases)
    expect(formatChange({ delta, baseline }, "percent")).toBe(printed);
});

test("a column of changes is in percent, or in multiples where one of them is tenfold", () => {
  const [little, twice, none, huge] = [
    { delta: 2n, baseline: 100n },
    { delta: -50n, baseline: 100n },
    { delta: 5n, baseline: 0n },
    { delta: 13_456n, baseline: 100n },
  ] as const;
  expect(changeFormat([little, twice, none])).toBe("percent");
  expect(changeFormat([little, huge])).toBe("times");
  expect([little, twice, none, huge].map((each) => formatChange(each, "times"))).toEqual([
    "1.02×",
    "0.50×",
    "",
    "136×",
  ]);
  expect(formatChange({ delta: -9_999n, baseline: 10_000n }, "times")).toBe("< 0.01×");
});

test("a share that was chosen keeps its digits", () => {
  expect([0.005, 0.999, 0.01, 1 - 0.01, 0.0001].map(chosenPercent)).toEqual([
    "0.5 %",
    "99.9 %",
    "1 %",
    "99 %",
    "0.01 %",
  ]);
});

test("any value can be named, also one that says it is no text", () => {
  const values = [{ toString: 0 }, [Object.create(null)], null, undefined, 5n, "text", Object.create(null)];
  expect(values.map(valueText)).toEqual([
    "an object",
    "a list",
    "null",
    "undefined",
    "5",
    "text",
    "an object",
  ]);
});
