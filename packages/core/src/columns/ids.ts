import type { BootId } from "../domain/boot.ts";

/** Bytes of an id. */
export const ID_LENGTH = 16;
const LENGTH = ID_LENGTH;
/** Whether a text can stand in columns as the id of a boot: ids are of fewer letters, and no others are asked for. */
export const isId = (text: string): text is BootId => /^[0-9a-z]{16}$/.test(text);

/** Ids of boots by row, 16 bytes each, and rows by id: a hash table of row numbers with linear probing. */
export type Ids = {
  readonly size: number;
  /** Makes room for so many at once. */
  reserve(rows: number): void;
  find(id: BootId): number | undefined;
  /** A row of its own at the end. */
  push(id: BootId): number;
  /** As `push`, of the id whose bytes begin there; undefined where it has a row already. */
  pushBytes(from: Uint8Array, at: number): number | undefined;
  /** Bytes of the ids of some rows, one after the other. */
  bytes(from: number, to: number): Uint8Array;
  /** The last row takes the place of the one that goes. */
  remove(row: number): void;
  at(row: number): BootId;
  /** Negative, 0 or positive. */
  compare(a: number, b: number): number;
  compareTo(row: number, id: string): number;
  /** The text, in lower case, is part of the row's id. */
  includes(row: number, text: Uint8Array): boolean;
};

// One function of more than 80 lines: the arrays are replaced as they grow, and its inner loops read them as variables.
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over the same arrays
export function createIds(): Ids {
  let bytes = new Uint8Array(LENGTH * 1024);
  let words = new Uint32Array(bytes.buffer);
  let size = 0;
  /** Row + 1; 0 is a free place. At most half of them are taken. */
  let table = new Int32Array(4096);
  const scratch = new Uint8Array(LENGTH);
  const scratchWords = new Uint32Array(scratch.buffer);

  function load(id: string): void {
    if (id.length !== LENGTH) throw new RangeError(`no boot id: ${id}`);
    for (let i = 0; i < LENGTH; i++) scratch[i] = id.charCodeAt(i);
  }
  const hash = (from: Uint32Array, at: number) => {
    let mixed = 0;
    for (let i = 0; i < 4; i++) {
      mixed = Math.imul(mixed ^ (from[at + i] ?? 0), 0x9e37_79b1);
      mixed ^= mixed >>> 15;
    }
    return mixed >>> 0;
  };
  const homeOf = (row: number) => hash(words, row * 4) & (table.length - 1);
  const next = (place: number) => (place + 1) & (table.length - 1);
  const isScratch = (row: number) =>
    words[row * 4] === scratchWords[0] &&
    words[row * 4 + 1] === scratchWords[1] &&
    words[row * 4 + 2] === scratchWords[2] &&
    words[row * 4 + 3] === scratchWords[3];

  function settle(row: number): void {
    let place = homeOf(row);
    while (table[place] !== 0) place = next(place);
    table[place] = row + 1;
  }
  function placeOf(row: number): number {
    let place = homeOf(row);
    while (table[place] !== row + 1) place = next(place);
    return place;
  }
  /** Frees a place, and moves up those that were displaced past it. */
  function free(place: number): void {
    let hole = place;
    for (let probe = next(hole); table[probe] !== 0; probe = next(probe)) {
      const home = homeOf((table[probe] ?? 0) - 1);
      const distance = (probe - home) & (table.length - 1);
      if (distance < ((probe - hole) & (table.length - 1))) continue;
      table[hole] = table[probe] ?? 0;
      hole = probe;
    }
    table[hole] = 0;
  }
  function reserve(rows: number): void {
    if (rows * LENGTH > bytes.length) {
      const larger = new Uint8Array(rows * LENGTH);
      larger.set(bytes);
      bytes = larger;
      words = new Uint32Array(bytes.buffer);
    }
    let places = table.length;
    while (rows * 2 > places) places *= 2;
    if (places === table.length) return;
    table = new Int32Array(places);
    for (let row = 0; row < size; row++) settle(row);
  }
  function grow(): void {
    if ((size + 1) * LENGTH > bytes.length) reserve(Math.ceil((bytes.length / LENGTH) * 1.5));
    else reserve(size + 1);
  }

  function rowOfScratch(): number | undefined {
    for (let place = hash(scratchWords, 0) & (table.length - 1); table[place] !== 0; place = next(place)) {
      const row = (table[place] ?? 0) - 1;
      if (isScratch(row)) return row;
    }
    return undefined;
  }
  function pushScratch(): number {
    grow();
    bytes.set(scratch, size * LENGTH);
    settle(size);
    return size++;
  }

  return {
    get size() {
      return size;
    },
    reserve,
    find(id) {
      load(id);
      return rowOfScratch();
    },
    push(id) {
      load(id);
      return pushScratch();
    },
    pushBytes(from, at) {
      for (let i = 0; i < LENGTH; i++) scratch[i] = from[at + i] ?? 0;
      return rowOfScratch() === undefined ? pushScratch() : undefined;
    },
    bytes: (from, to) => bytes.subarray(from * LENGTH, to * LENGTH),
    remove(row) {
      free(placeOf(row));
      const last = size - 1;
      if (row !== last) {
        const place = placeOf(last);
        table[place] = row + 1;
        bytes.copyWithin(row * LENGTH, last * LENGTH, (last + 1) * LENGTH);
      }
      size = last;
    },
    at: (row) => String.fromCharCode(...bytes.subarray(row * LENGTH, (row + 1) * LENGTH)) as BootId,
    compare(a, b) {
      for (let i = 0; i < LENGTH; i++) {
        const difference = (bytes[a * LENGTH + i] ?? 0) - (bytes[b * LENGTH + i] ?? 0);
        if (difference !== 0) return difference;
      }
      return 0;
    },
    compareTo(row, id) {
      for (let i = 0; i < LENGTH; i++) {
        const difference = (bytes[row * LENGTH + i] ?? 0) - (id.charCodeAt(i) || 0);
        if (difference !== 0) return difference;
      }
      return 0;
    },
    includes(row, text) {
      const begin = row * LENGTH;
      const end = begin + LENGTH - text.length;
      for (let at = begin; at <= end; at++) {
        let i = 0;
        while (i < text.length && bytes[at + i] === text[i]) i++;
        if (i === text.length) return true;
      }
      return false;
    },
  };
}
