export { detectFormat } from "./detect.ts";
export { eventsNdjson } from "./events-writer.ts";
export type { ExportedBoot } from "./export/exported-boot.ts";
export { EXPORT_NAMES, EXPORTS, type ExportFormat, type ExportName } from "./export/exports.ts";
export { FormatError, type FormatErrorCode } from "./format-error.ts";
export { importStream } from "./import.ts";
export { FORMATS, type FormatName } from "./reader.ts";
export type { ImportOptions, ImportProgress, ImportReport, RejectedLine } from "./report.ts";
export type { ImportSink } from "./sink.ts";
