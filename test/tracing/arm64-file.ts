import { writeFileSync } from "node:fs";

const EM_AARCH64 = 183;
const LOADED_AT = 0x400000n;
const CODE_AT = 0x1000n;
const STAPSDT = 3;

const words = (size: 2 | 4 | 8, ...numbers: readonly (number | bigint)[]) => {
  const bytes = Buffer.alloc(size * numbers.length);
  for (const [n, number] of numbers.entries()) {
    if (size === 8) bytes.writeBigUInt64LE(BigInt(number), 8 * n);
    else bytes.writeUIntLE(Number(number), size * n, size);
  }
  return bytes;
};
const aligned = (bytes: Buffer, to: number) =>
  Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);

/** A static probe's note, as sys/sdt.h lays it out. */
function noteOf(provider: string, name: string, args: string, address: bigint) {
  const desc = Buffer.concat([words(8, address, 0, 0), Buffer.from(`${provider}\0${name}\0${args}\0`)]);
  return Buffer.concat([words(4, 8, desc.length, STAPSDT), Buffer.from("stapsdt\0"), aligned(desc, 4)]);
}

/** Texts by their place in a table of strings. */
function stringTable(texts: readonly string[]) {
  const at = new Map<string, number>();
  let bytes = "\0";
  for (const text of texts) {
    at.set(text, bytes.length);
    bytes += `${text}\0`;
  }
  return { bytes: Buffer.from(bytes), at: (text: string) => at.get(text) ?? 0 };
}

/**
 * Writes what of an executable for arm64 is read: its probes, by name with their arguments as a compiler leaves them, and its
 * symbols. No compiler for arm64 is needed, and nothing in it could run.
 */
export function writeArm64File(
  path: string,
  probes: readonly (readonly [name: string, args: string])[],
  symbols: Readonly<Record<string, bigint>> = {},
) {
  const notes = Buffer.concat(
    probes.map(([name, args], n) => noteOf("made", name, args, LOADED_AT + CODE_AT + BigInt(4 * n))),
  );
  const symbolNames = stringTable(Object.keys(symbols));
  const OBJECT = 0x11;
  const symbolTable = Buffer.concat([
    Buffer.alloc(24),
    ...Object.entries(symbols).map(([name, value]) =>
      Buffer.concat([
        words(4, symbolNames.at(name)),
        Buffer.from([OBJECT, 0]),
        words(2, 1),
        words(8, value, 8),
      ]),
    ),
  ]);
  const names = stringTable([".note.stapsdt", ".symtab", ".strtab", ".shstrtab"]);
  const [NULL, SYMTAB, STRTAB, NOTE] = [0, 2, 3, 7];
  const sections = [
    { name: "", type: NULL, bytes: Buffer.alloc(0), link: 0, entry: 0 },
    { name: ".note.stapsdt", type: NOTE, bytes: notes, link: 0, entry: 0 },
    { name: ".symtab", type: SYMTAB, bytes: symbolTable, link: 3, entry: 24 },
    { name: ".strtab", type: STRTAB, bytes: symbolNames.bytes, link: 0, entry: 0 },
    { name: ".shstrtab", type: STRTAB, bytes: names.bytes, link: 0, entry: 0 },
  ];
  let end = 64 + 56;
  const places = sections.map(({ bytes }) => {
    const at = end;
    end += aligned(bytes, 8).length;
    return at;
  });
  const header = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    words(2, 2, EM_AARCH64),
    words(4, 1),
    words(8, LOADED_AT + CODE_AT, 64, end),
    words(4, 0),
    words(2, 64, 56, 1, 64, sections.length, 4),
  ]);
  const segment = Buffer.concat([words(4, 1, 5), words(8, 0, LOADED_AT, LOADED_AT, 0x2000, 0x2000, 0x10000)]);
  const table = sections.map(({ name, type, bytes, link, entry }, n) =>
    Buffer.concat([
      words(4, names.at(name), type),
      words(8, 0, 0, places[n] ?? 0, bytes.length),
      words(4, link, 0),
      words(8, 1, entry),
    ]),
  );
  writeFileSync(
    path,
    Buffer.concat([header, segment, ...sections.map(({ bytes }) => aligned(bytes, 8)), ...table]),
  );
}
