/** JSON nested deeper than any event is refused before it is parsed. */
const MAX_DEPTH = 32;
/** A line with fewer brackets cannot be deep enough to do harm: it need not be searched. */
const MANY_BRACKETS = 64;

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (isString) {
      if (char === 0x5c) at++;
      else if (char === 0x22) isString = false;
    } else if (char === 0x22) isString = true;
    else if (char === 0x5b || char === 0x7b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return false;
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const exact: Reviver = (_, value, { source }) =>
  typeof value === "number" &&
  source !== undefined &&
  !Number.isSafeInteger(value) &&
  /^-?\d{1,20}$/.test(source)
    ? BigInt(source)
    : value;

/** It holds a number that a double may have rounded. */
function isRounded(value: unknown): boolean {
  if (typeof value === "number") return !Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return false;
  for (const part of Object.values(value)) if (isRounded(part)) return true;
  return false;
}

/**
 * One JSON object of a line, integers beyond 2^53 as bigint; or why it is none.
 * Reading with a reviver takes five times as long: only where a number was rounded is it done, again and exactly.
 */
export function parseJsonLine(text: string): { readonly [key: string]: unknown } | string {
  if (text.split(/[[{]/, MANY_BRACKETS + 1).length > MANY_BRACKETS && isTooDeep(text))
    return "is nested too deeply";
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (isRounded(value)) value = JSON.parse(text, exact as (key: string, value: unknown) => unknown);
  } catch (error) {
    return `is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : "it cannot be parsed"}`;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "is not a JSON object";
  return value as { readonly [key: string]: unknown };
}

const NEXT_OBJECT = /\}\s*\{/;
const META_WITHIN = /(?!^)\{\s*"event"\s*:\s*"meta"/;

/** Where the first object of a line ends; undefined where it does not end, or nothing follows. */
function endOfFirst(text: string): number | undefined {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (isString) {
      if (char === 0x5c) at++;
      else if (char === 0x22) isString = false;
    } else if (char === 0x22) isString = true;
    else if (char === 0x7b) depth++;
    else if (char === 0x7d && --depth === 0) return at + 1 < text.length ? at + 1 : undefined;
  }
  return undefined;
}

/**
 * The objects of a line: more than one where files without a last line end were joined. One that was cut off ends where
 * a stream begins.
 */
export function* objectsOf(line: string): Generator<string> {
  let rest = line;
  while (NEXT_OBJECT.test(rest)) {
    const end = endOfFirst(rest);
    if (end === undefined) break;
    yield rest.slice(0, end);
    rest = rest.slice(end).trimStart();
  }
  const meta = META_WITHIN.exec(rest)?.index;
  if (
    meta !== undefined &&
    typeof parseJsonLine(rest) === "string" &&
    typeof parseJsonLine(rest.slice(meta)) !== "string"
  ) {
    yield rest.slice(0, meta);
    rest = rest.slice(meta);
  }
  yield rest;
}
