import { DamagedRow, orDamaged } from "../error.ts";

/** A span as it stands in its boot's row: a list in a JSON list, so that SQL can ask for it (the view `span`). */
export type PackedSpan = {
  /** Key of `span_kind`. */
  readonly kind: number;
  readonly state: "closed" | "failed" | "open";
  /** Instant. */
  readonly startAt: bigint;
  /** ns; null while open. */
  readonly duration: bigint | null;
};

/** Spans in their order: most begin where the one before ended, so that is what their start is told from. */
export function packSpans(bootStart: bigint, spans: readonly PackedSpan[]): string {
  let end = bootStart;
  const parts = spans.map(({ kind, state, startAt, duration }) => {
    const gap = startAt - end;
    end = startAt + (duration ?? 0n);
    if (duration === null) return `[${kind},${gap}]`;
    return state === "failed" ? `[${kind},${gap},${duration},1]` : `[${kind},${gap},${duration}]`;
  });
  return `[${parts.join(",")}]`;
}

/** The same spans with other numbers of their kinds. */
export const withKinds = (text: string, numberOf: (kind: number) => number): string =>
  text.replaceAll(/\[(\d+)/g, (_, kind: string) => `[${numberOf(Number(kind))}`);

const SHOWN = 80;
const noSpans = (text: string) => new DamagedRow(`packed spans that are none: ${text.slice(0, SHOWN)}`);

type Part = readonly (number | bigint)[];

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source: string }) => unknown;

/** Integers beyond 53 bits as they stand there: `context` is of ECMAScript 2026, and not yet among TypeScript's types. */
const asBigint: Reviver = (_key, value, { source }) => (typeof value === "number" ? BigInt(source) : value);
const exactly = (text: string): unknown => JSON.parse(text, asBigint as Parameters<typeof JSON.parse>[1]);

function partsOf(text: string): readonly Part[] {
  const parts = JSON.parse(text) as unknown;
  const isList = (value: unknown): value is unknown[] => Array.isArray(value);
  if (!isList(parts) || !parts.every(isList)) throw noSpans(text);
  const isExact = parts.every((part) => part.every(Number.isSafeInteger));
  return (isExact ? parts : exactly(text)) as readonly Part[]; // just looked at
}

/** @throws DamagedRow */
export const unpackSpans = (bootStart: bigint, text: string): PackedSpan[] =>
  readAsWritten(bootStart, text) ?? orDamaged("packed spans", () => unpacked(bootStart, text));

function unpacked(bootStart: bigint, text: string): PackedSpan[] {
  let end = bootStart;
  return partsOf(text).map(([kind, gap, duration, failed]) => {
    if (kind === undefined || gap === undefined) throw noSpans(text);
    const startAt = end + BigInt(gap);
    const length = duration === undefined ? null : BigInt(duration);
    end = startAt + (length ?? 0n);
    const state = length === null ? "open" : failed === undefined ? "closed" : "failed";
    return { kind: Number(kind), state, startAt, duration: length };
  });
}

const OPENING = 0x5b;
const CLOSING = 0x5d;
const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;

/** Numbers of so many digits are safe integers. */
const MOST_DIGITS = 15;

/** A list of a span as it stands there: two fields while it is open, three once it has ended, four where it failed. */
type Seen = (kind: number, gap: number, duration: number, fields: number) => void;

/**
 * Tells of spans as `packSpans` writes them, in a third to half of the time that JSON takes, of which lists are made first.
 * False for whatever else there is, and for numbers that are not sure to be exact: some may have been told of by then.
 */
function eachAsWritten(text: string, seen: Seen): boolean {
  const end = text.length - 1;
  if (text.charCodeAt(0) !== OPENING || text.charCodeAt(end) !== CLOSING) return false;
  for (let place = 1; place < end; place++) {
    if (text.charCodeAt(place++) !== OPENING) return false;
    // One by one: a list to take them from would be made for each span.
    let kind = 0;
    let gap = 0;
    let duration = 0;
    let field = 0;
    for (let character = COMMA; character === COMMA; field++) {
      const sign = text.charCodeAt(place) === MINUS ? -1 : 1;
      if (sign < 0) place++;
      const begin = place;
      let number = 0;
      character = text.charCodeAt(place);
      for (; character >= ZERO && character <= NINE; character = text.charCodeAt(++place))
        number = number * 10 + character - ZERO;
      if (place === begin || place - begin > MOST_DIGITS) return false;
      if (character !== COMMA && character !== CLOSING) return false;
      place++;
      if (field === 0) kind = sign * number;
      else if (field === 1) gap = sign * number;
      else if (field === 2) duration = sign * number;
    }
    if (field < 2 || field > 4) return false;
    seen(kind, gap, duration, field);
    // A list more, or the end of all.
    if (place < end && text.charCodeAt(place) !== COMMA) return false;
  }
  return true;
}

/** Undefined where they are not as they are written. */
function readAsWritten(bootStart: bigint, text: string): PackedSpan[] | undefined {
  const spans: PackedSpan[] = [];
  let at = bootStart;
  const isRead = eachAsWritten(text, (kind, gap, duration, fields) => {
    const startAt = gap === 0 ? at : at + BigInt(gap);
    const length = fields === 2 ? null : BigInt(duration);
    at = startAt + (length ?? 0n);
    const state = fields === 2 ? "open" : fields === 3 ? "closed" : "failed";
    spans.push({ kind, state, startAt, duration: length });
  });
  return isRead ? spans : undefined;
}

/** What `told` makes of kinds and lengths of closed spans alone, for statistics of many boots. @throws DamagedRow */
export function closedSpans<Told>(
  text: string,
  told: (kind: number, duration: number) => Told | undefined,
): Told[] {
  const closed: Told[] = [];
  const isRead = eachAsWritten(text, (kind, _gap, duration, fields) => {
    const span = fields === 3 ? told(kind, duration) : undefined;
    if (span !== undefined) closed.push(span);
  });
  if (isRead) return closed;
  return unpackSpans(0n, text).flatMap(({ kind, state, duration }) =>
    state === "closed" ? (told(kind, Number(duration)) ?? []) : [],
  );
}
