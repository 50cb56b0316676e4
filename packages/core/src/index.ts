export * from "./assemble.ts";
export * from "./boot.ts";
export * from "./changes.ts";
export * from "./event.ts";
export * from "./json.ts";
export * from "./phase.ts";
export * from "./summary.ts";
export * from "./time.ts";
