import { createBytes, type Bytes } from "./bytes.ts";

/** Values of one column on their way. */
type Values<Value> = {
  add(value: Value): void;
  /** What stands before the values, once for a column. */
  begin(to: Bytes): void;
  end(to: Bytes): void;
};

/** A type of ClickHouse, and how its values are written in the form Native. */
export type Type<Value> = { readonly name: string; readonly values: () => Values<Value> };

const nothing = () => undefined;

const plain = <Value>(name: string, write: (to: Bytes) => (value: Value) => void): Type<Value> => ({
  name,
  values() {
    const held = createBytes();
    return { add: write(held), begin: nothing, end: (to) => to.bytes(held.all()) };
  },
});

export const UINT8 = plain<number>("UInt8", (to) => to.uint8);
export const UINT32 = plain<number>("UInt32", (to) => to.uint32);
export const UINT64 = plain<bigint>("UInt64", (to) => to.uint64);
export const INT64 = plain<bigint | number>("Int64", (to) => to.int64);
/** UTC ns. */
export const TIME = plain<bigint>("DateTime64(9, 'UTC')", (to) => to.int64);
export const STRING = plain<string>("String", (to) => to.text);
/** Strings that are no text. */
export const BLOB = plain<Uint8Array>("String", (to) => (value) => {
  to.count(value.length);
  to.bytes(value);
});

export const nullable = <Value>(of: Type<Value>, instead: Value): Type<Value | undefined> => ({
  name: `Nullable(${of.name})`,
  values() {
    const isNull = createBytes();
    const held = of.values();
    return {
      add(value) {
        isNull.uint8(value === undefined ? 1 : 0);
        held.add(value ?? instead);
      },
      begin: (to) => held.begin(to),
      end(to) {
        to.bytes(isNull.all());
        held.end(to);
      },
    };
  },
});

/** Of a dictionary that comes with the values: how it is told, and that there is one, which no other block shares. */
const DICTIONARY_VERSION = 1n;
const HAS_KEYS = 0x600n;
/** Processors that Hacotaki runs on have the least byte first, as ClickHouse has. */
const WIDTHS = [
  { most: 0x100, code: 0n, list: Uint8Array },
  { most: 0x1_0000, code: 1n, list: Uint16Array },
  { most: 0x1_0000_0000, code: 2n, list: Uint32Array },
] as const;

/** Texts that repeat: each stands once in a block. */
export const WORD: Type<string> = {
  name: "LowCardinality(String)",
  values() {
    const places = new Map<string, number>();
    const texts: string[] = [];
    let indexes = new Uint32Array(1_024);
    let count = 0;
    /** What came after each the last time: mostly the same comes again, as spans of one boot do of the next. */
    const after: number[] = [];
    let last = 0;
    function placeOf(value: string): number {
      const known = places.get(value);
      if (known !== undefined) return known;
      places.set(value, texts.length);
      return texts.push(value) - 1;
    }
    return {
      add(value) {
        let place = after[last] ?? 0;
        if (texts[place] !== value) {
          place = placeOf(value);
          after[last] = place;
        }
        if (count === indexes.length) {
          const larger = new Uint32Array(count * 2);
          larger.set(indexes);
          indexes = larger;
        }
        indexes[count++] = place;
        last = place;
      },
      begin: (to) => to.uint64(DICTIONARY_VERSION),
      end(to) {
        if (count === 0) return;
        const width = WIDTHS.find(({ most }) => texts.length <= most);
        if (width === undefined) throw new Error("a block of more texts than it can have rows");
        to.uint64(HAS_KEYS | width.code);
        to.uint64(BigInt(texts.length));
        for (const text of texts) to.text(text);
        to.uint64(BigInt(count));
        to.bytes(new Uint8Array(new width.list(indexes.subarray(0, count)).buffer));
      },
    };
  },
};

export const listOf = <Value>(of: Type<Value>): Type<readonly Value[]> => ({
  name: `Array(${of.name})`,
  values() {
    const ends = createBytes();
    const held = of.values();
    let count = 0;
    return {
      add(values) {
        // By places: lists of several kinds come by here, of which an iterator makes an object an item.
        for (let place = 0; place < values.length; place++) held.add(values[place] as Value); // within its length
        ends.int64((count += values.length));
      },
      begin: (to) => held.begin(to),
      end(to) {
        to.bytes(ends.all());
        held.end(to);
      },
    };
  },
});

export const MAP: Type<Readonly<Record<string, string>>> = {
  name: "Map(LowCardinality(String), String)",
  values() {
    const ends = createBytes();
    const [names, texts] = [WORD.values(), STRING.values()];
    let count = 0;
    return {
      add(record) {
        for (const [name, text] of Object.entries(record)) {
          names.add(name);
          texts.add(text);
          count++;
        }
        ends.int64(count);
      },
      begin: (to) => names.begin(to),
      end(to) {
        to.bytes(ends.all());
        names.end(to);
        texts.end(to);
      },
    };
  },
};
