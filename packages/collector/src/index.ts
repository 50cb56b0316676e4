export {
  startCollector,
  type Collector,
  type CollectorFigures,
  type CollectorOptions,
} from "./collector.ts";
export { CollectorError, type CollectorErrorCode } from "./error.ts";
export { findHaconiwa } from "./find.ts";
export type { OciOptions } from "./roots.ts";
export { checkCollector } from "./check.ts";
export type { Check } from "./diagnosis.ts";
export type { CollectorState } from "./state.ts";
export { notifyServiceManager } from "@hacotaki/native";
