export {
  startCollector,
  type Collector,
  type CollectorFigures,
  type CollectorOptions,
} from "./collector.ts";
export { CollectorError, type CollectorErrorCode } from "./error.ts";
export { findPrograms } from "./targets/find.ts";
export type { OciOptions } from "./targets/roots.ts";
export { checkCollector } from "./checks/check.ts";
export type { Check } from "./checks/diagnosis.ts";
export type { CollectorState } from "./state.ts";
export { notifyServiceManager } from "@hacotaki/native";
