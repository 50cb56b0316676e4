export * from "./contract.ts";
export { StoreError } from "./error.ts";
export { acquireWriterLock } from "./lock.ts";
export { openStore } from "./open.ts";
