import { FormatError } from "../format-error.ts";

type Foreign = {
  readonly at?: number;
  readonly bytes: string;
  readonly is: string;
  readonly instead: string;
  /** Where a page gives other advice than a command line. */
  readonly onPage?: string;
};

const unpackWith = (command: string) => ({
  instead: `unpack it: ${command} | hacotaki import -`,
  onPage: "unpack it first and import what is in it.",
});
const convertWith = (command: string) => ({
  instead: `convert it: ${command} | hacotaki import -`,
  onPage: "convert it to UTF-8 first.",
});
const EXPORTED = {
  instead: "import the boots' events instead: hacotaki export ID --format events.",
  onPage: "import the boots' raw events instead: the page of a boot exports them.",
};

/** What files of other kinds begin with, in Latin-1, and what to do with one. */
const FOREIGN: readonly Foreign[] = [
  { bytes: "\xfd7zXZ\0", is: "compressed with xz", ...unpackWith("xz -dc FILE") },
  { bytes: "BZh", is: "compressed with bzip2", ...unpackWith("bzip2 -dc FILE") },
  { bytes: "\x04\x22\x4d\x18", is: "compressed with lz4", ...unpackWith("lz4 -dc FILE") },
  { bytes: "\x02\x21\x4c\x18", is: "compressed with an old lz4", ...unpackWith("lz4 -dc FILE") },
  { bytes: "LZIP", is: "compressed with lzip", ...unpackWith("lzip -dc FILE") },
  { bytes: "\x5d\0\0", is: "compressed with lzma", ...unpackWith("xz -dc FILE") },
  { bytes: "\x89LZO\0", is: "compressed with lzop", ...unpackWith("lzop -dc FILE") },
  { bytes: "\x1f\x9d", is: "compressed with compress", ...unpackWith("gzip -dc FILE") },
  { bytes: "\xff\x06\0\0sNaPpY", is: "compressed with snappy", ...unpackWith("snzip -dc FILE") },
  { bytes: "PK\x03\x04", is: "a zip archive", ...unpackWith("unzip -p FILE") },
  { bytes: "PK\x05\x06", is: "an empty zip archive", instead: "there is nothing in it." },
  { bytes: "7z\xbc\xaf\x27\x1c", is: "a 7z archive", ...unpackWith("7z x -so FILE") },
  { bytes: "Rar!\x1a\x07", is: "a rar archive", ...unpackWith("unrar p -inul FILE") },
  { at: 257, bytes: "ustar", is: "a tar archive", ...unpackWith("tar -xOf FILE") },
  {
    bytes: "SQLite format 3\0",
    is: "a SQLite database",
    instead: "if it is hacotaki's, show it with --db.",
    onPage: "if it is hacotaki's, whoever runs the dashboard can have it show this file.",
  },
  { bytes: "\x7fELF", is: "a program", instead: "import a trace of it." },
  { bytes: "%PDF-", is: "a PDF", instead: "import the trace itself." },
  { bytes: "\x89PNG", is: "a picture (PNG)", ...EXPORTED },
  { bytes: "PERFILE2", is: "a recording of perf", instead: "import a trace of haconiwa's own tools." },
  {
    bytes: "\x17\x08\x44tracing",
    is: "a recording of trace-cmd",
    instead: "import a trace of haconiwa's own tools.",
  },
  {
    bytes: "LPKSHHRH",
    is: "a journal of systemd",
    instead: "read it: journalctl -o cat --file FILE | hacotaki import -",
    onPage: "have journalctl write it as text first.",
  },
  {
    bytes: "\xff\xfe\0\0",
    is: "text in UTF-32",
    ...convertWith("iconv -f UTF-32 -t UTF-8 FILE"),
  },
  {
    bytes: "\0\0\xfe\xff",
    is: "text in UTF-32",
    ...convertWith("iconv -f UTF-32 -t UTF-8 FILE"),
  },
];

const isAt = (head: Uint8Array, { at = 0, bytes }: Foreign) =>
  head.length >= at + bytes.length && [...bytes].every((char, n) => head[at + n] === char.charCodeAt(0));

/**
 * `within`: how to unpack the file up to here, a command with FILE each, the outermost first.
 * @throws FormatError for the beginning of a file that is something else than text, with what it is and what to do.
 */
export function refuseForeign(head: Uint8Array, within: readonly string[]): void {
  const found = FOREIGN.find((foreign) => isAt(head, foreign));
  if (found === undefined) return;
  const where = within.length > 0 ? " inside of the compression" : "";
  const told = (instead: string) => `the file is ${found.is}${where}. Instead, ${instead}`;
  const before = within.map((command, n) => (n === 0 ? command : command.replace("FILE", "-"))).join(" | ");
  const throughIt = (instead: string) =>
    before === "" || !instead.includes("FILE")
      ? instead
      : instead.replaceAll("FILE", "INNER").replace(": ", `: ${before} > INNER && `);
  throw new FormatError("not-importable", told(throughIt(found.instead)), {
    onPage: told(found.onPage ?? found.instead),
  });
}
