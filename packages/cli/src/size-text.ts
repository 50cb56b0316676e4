const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Bytes as people give limits, in powers of a thousand: "4.9 GB". */
export function sizeText(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** step;
  return `${value < 100 && step > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`;
}
