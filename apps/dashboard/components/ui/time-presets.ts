/** Ranges that are offered to be chosen, shortest first, in words that `parseTimeRange` reads. */
export const TIME_PRESETS = [
  "now-15m",
  "now-1h",
  "now-6h",
  "now-24h",
  "now-7d",
  "now-30d",
  "today",
  "yesterday",
] as const;
