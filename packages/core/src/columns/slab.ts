import { ID_LENGTH } from "./ids.ts";
import { TEXT_COLUMNS, type TextColumn } from "./table.ts";

/** How many rows a slab holds, and how many columns of spans and causes there were when it was cut. */
export type SlabSize = { readonly rows: number; readonly spans: number; readonly causes: number };

/** Some rows of the columns, in one piece of memory: what is kept of them outside of it. Numbers are the machine's own. */
export type Slab = SlabParts & { readonly size: SlabSize; readonly bytes: Uint8Array };

type SlabParts = {
  readonly wall: Float64Array;
  /** 16 bytes each. */
  readonly ids: Uint8Array;
  readonly duration: Float32Array;
  readonly ready: Float32Array;
  readonly length: Float32Array;
  readonly codes: Readonly<Record<TextColumn, Uint32Array>>;
  /** In the order of the columns. */
  readonly spans: readonly Float32Array[];
  readonly causes: readonly Float32Array[];
  readonly outcome: Uint8Array;
};

const FLOATS = ["duration", "ready", "length"] as const;

/** Bytes of a slab. */
export const slabBytes = ({ rows, spans, causes }: SlabSize): number =>
  rows * (8 + ID_LENGTH + 4 * (FLOATS.length + TEXT_COLUMNS.length + spans + causes) + 1);

/** The slab that lies in some bytes, which begin at a multiple of 8; undefined where there are not as many as it has. */
export function slabIn(bytes: Uint8Array, size: SlabSize): Slab | undefined {
  if (bytes.byteLength !== slabBytes(size)) return undefined;
  const { rows } = size;
  const { buffer } = bytes;
  let at = bytes.byteOffset;
  // The widest first: each column begins where its numbers may lie.
  const take = <Column>(width: number, make: (from: number) => Column): Column => {
    const from = at;
    at += width * rows;
    return make(from);
  };
  const floats = () => take(4, (from) => new Float32Array(buffer, from, rows));
  const many = (count: number) => Array.from({ length: count }, floats);
  return {
    size,
    bytes,
    wall: take(8, (from) => new Float64Array(buffer, from, rows)),
    ids: take(ID_LENGTH, (from) => new Uint8Array(buffer, from, rows * ID_LENGTH)),
    duration: floats(),
    ready: floats(),
    length: floats(),
    codes: Object.fromEntries(
      TEXT_COLUMNS.map((name) => [name, take(4, (from) => new Uint32Array(buffer, from, rows))]),
    ) as Record<TextColumn, Uint32Array>,
    spans: many(size.spans),
    causes: many(size.causes),
    outcome: take(1, (from) => new Uint8Array(buffer, from, rows)),
  };
}
