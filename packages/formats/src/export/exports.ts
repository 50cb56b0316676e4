import { chromeTrace } from "./chrome-trace.ts";
import { csv } from "./csv.ts";
import type { ExportedBoot } from "../exported-boot.ts";
import { html } from "./html.ts";
import { markdown } from "./markdown.ts";
import { mermaid } from "./mermaid.ts";
import { ndjson } from "./ndjson.ts";
import { otlp } from "./otlp.ts";
import { perfetto } from "./perfetto.ts";
import { png } from "./png.ts";
import { bootRow, spanRows } from "./rows.ts";
import { svg } from "./svg.ts";

export type ExportFormat = {
  /** One line for `--help`. */
  readonly summary: string;
  readonly mediaType: string;
  /** Of a file's name, without the dot. */
  readonly extension: string;
  /** It carries a boot's raw events where they are given: the file can be imported again. */
  readonly carriesEvents?: true;
  /** It tells what ran inside a boot's spans, where its raw events are given. */
  readonly readsEvents?: true;
  /** Bytes that a terminal should not be sent. */
  readonly isBinary?: true;
  /** It draws boots, over the range and with what is usual where they are given. */
  readonly isDrawn?: true;
  /** A picture holds no more boots than these. */
  readonly maxBoots?: number;
  readonly write: (
    boots: Iterable<ExportedBoot>,
  ) => Iterable<string | Uint8Array> | AsyncIterable<Uint8Array>;
};

function* rowsOf(boots: Iterable<ExportedBoot>) {
  for (const boot of boots) yield bootRow(boot);
}
function* spanRowsOf(boots: Iterable<ExportedBoot>) {
  for (const boot of boots) yield* spanRows(boot);
}

/** Boots of a picture: under each other they are as high as a page of pixels may be. */
const PICTURED = 10;
const NDJSON = "application/x-ndjson";
const CSV = "text/csv; charset=utf-8";

/** What boots can be written as, besides their raw events. All but pictures are written bit by bit, however many boots there are. */
export const EXPORTS = {
  otlp: {
    summary: "OpenTelemetry traces, OTLP/JSON, one a boot; can be imported",
    mediaType: "application/json",
    extension: "otlp.json",
    carriesEvents: true,
    write: otlp,
  },
  perfetto: {
    summary: "Perfetto trace (protobuf), for ui.perfetto.dev",
    mediaType: "application/octet-stream",
    extension: "perfetto-trace",
    isBinary: true,
    readsEvents: true,
    write: perfetto,
  },
  "chrome-trace": {
    summary: "Chrome's Trace Event JSON, for speedscope; can be imported",
    mediaType: "application/json",
    extension: "trace.json",
    carriesEvents: true,
    write: chromeTrace,
  },
  csv: {
    summary: "CSV, one row a span",
    mediaType: CSV,
    extension: "spans.csv",
    write: (boots) => csv(spanRowsOf(boots)),
  },
  "csv-boots": {
    summary: "CSV, one row a boot",
    mediaType: CSV,
    extension: "boots.csv",
    write: (boots) => csv(rowsOf(boots)),
  },
  ndjson: {
    summary: "NDJSON, one row a span",
    mediaType: NDJSON,
    extension: "spans.ndjson",
    write: (boots) => ndjson(spanRowsOf(boots)),
  },
  "ndjson-boots": {
    summary: "NDJSON, one row a boot",
    mediaType: NDJSON,
    extension: "boots.ndjson",
    write: (boots) => ndjson(rowsOf(boots)),
  },
  markdown: {
    summary: "Markdown for a ticket: a sentence and a table",
    mediaType: "text/markdown; charset=utf-8",
    extension: "md",
    write: markdown,
  },
  mermaid: {
    summary: "Mermaid Gantt chart for a ticket",
    mediaType: "text/plain; charset=utf-8",
    extension: "mmd",
    write: mermaid,
  },
  svg: {
    summary: "SVG of the waterfall, light or dark as its reader is",
    mediaType: "image/svg+xml",
    extension: "svg",
    isDrawn: true,
    maxBoots: PICTURED,
    write: svg,
  },
  png: {
    summary: "PNG of the waterfall",
    mediaType: "image/png",
    extension: "png",
    isDrawn: true,
    isBinary: true,
    maxBoots: PICTURED,
    write: png,
  },
  html: {
    summary: "one HTML file that shows waterfall and table offline",
    mediaType: "text/html; charset=utf-8",
    extension: "html",
    isDrawn: true,
    write: html,
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportName = keyof typeof EXPORTS;
export const EXPORT_NAMES = Object.keys(EXPORTS) as readonly ExportName[];
