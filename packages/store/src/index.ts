export * from "./contract.ts";
export { isCursor } from "./cursor.ts";
export { StoreError } from "./error.ts";
export { isIndexed } from "./filter.ts";
export { acquireWriterLock } from "./lock.ts";
export { notebookPath, openNotebook, type Notebook } from "./notebook/notebook.ts";
export { openStore } from "./open.ts";
