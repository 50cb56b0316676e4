export * from "./contract.ts";
export { isCursor } from "./cursor.ts";
export { StoreError } from "./error.ts";
export { isIndexed } from "./filter.ts";
export { acquireWriterLock } from "./lock.ts";
export { openStore } from "./open.ts";
