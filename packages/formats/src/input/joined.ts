/** The bytes of all parts; of a single one, that part itself. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only, another] = parts;
  if (only !== undefined && another === undefined) return only;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
