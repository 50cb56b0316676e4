export { detectFormat } from "./detect.ts";
export { eventsNdjson } from "./events-writer.ts";
export { FormatError, type FormatErrorCode } from "./format-error.ts";
export {
  importStream,
  type ImportOptions,
  type ImportProgress,
  type ImportReport,
  type ImportSink,
  type RejectedLine,
} from "./import.ts";
export { FORMATS, type FormatName } from "./reader.ts";
