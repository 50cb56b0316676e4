import { enableCompileCache } from "node:module";
import { cacheFolder } from "@hacotaki/layout";
import { keepCodeOfBundle } from "./kept-code.ts";

/** Keeps compiled code between runs, which halves the time of a short command; without a folder each compiles for itself. */
export function keepCompiledCode(): void {
  const folder = cacheFolder();
  if (folder === undefined) return;
  enableCompileCache(folder);
  keepCodeOfBundle(folder);
}
