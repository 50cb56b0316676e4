export {
  startCollector,
  type Collector,
  type CollectorFigures,
  type CollectorOptions,
  type CollectorState,
} from "./collector.ts";
export { CollectorError, type CollectorErrorCode } from "./error.ts";
export { findHaconiwa } from "./find.ts";
export { checkCollector, type Check } from "./check.ts";
