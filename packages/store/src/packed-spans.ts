import { DamagedRow } from "./error.ts";

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

type Part = readonly (number | bigint)[];

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source: string }) => unknown;

/** Integers beyond 53 bits as they stand there: `context` is of ECMAScript 2026, and not yet among TypeScript's types. */
const asBigint: Reviver = (_key, value, { source }) => (typeof value === "number" ? BigInt(source) : value);
const exactly = (text: string): unknown => JSON.parse(text, asBigint as Parameters<typeof JSON.parse>[1]);

function partsOf(text: string): readonly Part[] {
  const parts = JSON.parse(text) as unknown;
  const isList = (value: unknown): value is unknown[] => Array.isArray(value);
  if (!isList(parts) || !parts.every(isList)) throw new DamagedRow(`spans that are no list: ${text}`);
  const isExact = parts.every((part) => part.every(Number.isSafeInteger));
  return (isExact ? parts : exactly(text)) as readonly Part[]; // just looked at
}

/** @throws DamagedRow */
export function unpackSpans(bootStart: bigint, text: string): PackedSpan[] {
  let end = bootStart;
  return partsOf(text).map(([kind, gap, duration, failed]) => {
    if (kind === undefined || gap === undefined) throw new DamagedRow(`a span of no known kind: ${text}`);
    const startAt = end + BigInt(gap);
    const length = duration === undefined ? null : BigInt(duration);
    end = startAt + (length ?? 0n);
    const state = length === null ? "open" : failed === undefined ? "closed" : "failed";
    return { kind: Number(kind), state, startAt, duration: length };
  });
}

/** Kinds and lengths of closed spans alone, for statistics of many boots. */
export function closedSpans(text: string): { readonly kind: number; readonly duration: number }[] {
  return partsOf(text).flatMap(([kind, , duration, failed]) =>
    kind === undefined || duration === undefined || failed !== undefined
      ? []
      : [{ kind: Number(kind), duration: Number(duration) }],
  );
}
