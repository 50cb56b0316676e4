export * from "./contract.ts";
export { StoreError } from "./error.ts";
export { acquireWriterLock } from "./lock.ts";
export { notebookPath, openNotebook, type Notebook } from "./notebook/notebook.ts";
export type { Pin } from "./notebook/pins.ts";
export { openStore } from "./open.ts";
