const UNITS = [
  ["B", "byte"],
  ["kB", "kilobyte"],
  ["MB", "megabyte"],
  ["GB", "gigabyte"],
  ["TB", "terabyte"],
] as const;

/** The largest decimal unit that bytes fill, and how many of it they are. */
function inUnit(bytes: number) {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return { value: bytes / 1000 ** power, unit: UNITS[power] ?? UNITS[0] };
}

/** Bytes as people give limits, in powers of a thousand: "4.9 GB". */
export function sizeText(bytes: number): string {
  const { value, unit } = inUnit(bytes);
  return `${value < 100 && unit[0] !== "B" ? value.toFixed(1) : Math.round(value)} ${unit[0]}`;
}

/** Bytes in a reader's language, to one digit after the point: bytes alone are a word, "0 bytes", and larger units "4.9 GB". */
export function localSizeText(bytes: number, locale: string): string {
  const { value, unit } = inUnit(bytes);
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: unit[1],
    unitDisplay: unit[1] === "byte" ? "long" : "short",
    maximumFractionDigits: 1,
  }).format(value);
}
