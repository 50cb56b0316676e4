import { HEX_DIGEST, type ByteReader, type ByteWriter } from "../values/bytes.ts";
import { DamagedRow } from "../error.ts";

/**
 * Texts of a block, each told once: those that every block knows by their place, those that it told itself by how many
 * uses ago, so that the same calls look the same wherever they come. Ids of containers and layers are told apart from the
 * paths that they stand in.
 */
const NEW = 0;
/** Of a new one: its bytes, doubled; or one of these. */
const DIGEST = 1;
const PARTS = 3;
const DIGEST_BYTES = 32;

const IDS = /([0-9a-f]{32,64})/;
/** A text of more characters, and what is beyond so many of a block, stands as it is: nothing unpacks to much more. */
const MOST_OF_PARTS = 1_024;
const MOST_OF_ALL = 1 << 20;

/** How a text is told: by its place among those that are known, or how many uses ago it was used (1: it was the last). */
const knownAt = (place: number) => 2 * place + 1;
const usedAgo = (uses: number) => 2 * uses;

export type TextWriter = (value: string) => void;

export function createTextWriter(to: ByteWriter, known: ReadonlyMap<string, number>): TextWriter {
  /** When each was used last, counted in uses. */
  const lastUse = new Map<string, number>();
  let uses = 0;
  let inParts = 0;

  function add(value: string): void {
    to.count(NEW);
    const parts = IDS.test(value) ? value.split(IDS).filter((part) => part !== "") : [];
    if (parts.length > 1 && value.length <= MOST_OF_PARTS && inParts + value.length <= MOST_OF_ALL) {
      inParts += value.length;
      to.count(PARTS);
      to.count(parts.length);
      for (const part of parts) text(part);
    } else if (value.length === 64 && HEX_DIGEST.test(value)) {
      to.count(DIGEST);
      to.bytes(Buffer.from(value, "hex"));
    } else {
      const bytes = Buffer.from(value);
      to.count(2 * bytes.length);
      to.bytes(bytes);
    }
  }
  function text(value: string): void {
    const place = known.get(value);
    if (place !== undefined) {
      to.count(knownAt(place));
      return;
    }
    const last = lastUse.get(value);
    if (last === undefined) add(value);
    else to.count(usedAgo(uses - last));
    lastUse.set(value, uses++);
  }
  return text;
}

export type TextReader = {
  text(): string;
  /** Those that were told, in the order in which they were. */
  told(): readonly string[];
};

const DAMAGED = "packed texts refer to what is not there, or hold what is none";

/** Reads what a `TextWriter` wrote. Throws DamagedRow where there is nothing of the kind. */
export function createTextReader(from: ByteReader, known: readonly string[]): TextReader {
  const told: string[] = [];
  const uses: string[] = [];
  let inParts = 0;

  function parts(): string {
    let value = "";
    for (let left = from.count(); left > 0; left--) {
      value += text(false);
      if (value.length > MOST_OF_PARTS) throw new DamagedRow(DAMAGED);
    }
    inParts += value.length;
    if (inParts > MOST_OF_ALL) throw new DamagedRow(DAMAGED);
    return value;
  }
  function added(hasParts: boolean): string {
    const size = from.count();
    if (size === DIGEST) return from.bytes(DIGEST_BYTES).toString("hex");
    if (size === PARTS && hasParts) return parts();
    if (size % 2 !== 0) throw new DamagedRow(DAMAGED);
    return from.bytes(size / 2).toString();
  }
  function text(hasParts: boolean): string {
    const how = from.count();
    if (how % 2 === 1) {
      const value = known[(how - 1) / 2];
      if (value === undefined) throw new DamagedRow(DAMAGED);
      return value;
    }
    const value = how === NEW ? added(hasParts) : uses[uses.length - how / 2];
    if (value === undefined) throw new DamagedRow(DAMAGED);
    if (how === NEW) told.push(value);
    uses.push(value);
    return value;
  }
  return { text: () => text(true), told: () => told };
}
