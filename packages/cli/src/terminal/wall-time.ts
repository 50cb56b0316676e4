const two = (value: number) => value.toString().padStart(2, "0");

function offset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** UTC ns in local time, so that it sorts as text: "2026-11-22 23:20:26.123"; in short "11-22 23:20:26". A dash where the stream had no clock. */
export function localTime(ns: bigint | undefined, { withZone = false, isShort = false } = {}): string {
  if (ns === undefined) return "–";
  const date = new Date(Number(ns / 1_000_000n));
  if (Number.isNaN(date.getTime())) return "–";
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (isShort) return `${day} ${clock}`;
  const ms = date.getMilliseconds().toString().padStart(3, "0");
  return `${date.getFullYear()}-${day} ${clock}.${ms}${withZone ? ` ${offset(date)}` : ""}`;
}
