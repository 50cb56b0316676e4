/** How far a time zone's clocks are ahead of UTC at a moment, in ns. */
export function zoneOffset(ns: bigint, timeZone: string): bigint {
  const date = new Date(Number(ns / 1_000_000n));
  if (Number.isNaN(date.getTime())) return 0n;
  const text = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).format(date);
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(text);
  if (!match) return 0n;
  const minutes = BigInt(Number(match[2]) * 60 + Number(match[3]));
  return (match[1] === "-" ? -minutes : minutes) * 60_000_000_000n;
}
