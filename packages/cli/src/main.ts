import { keepCompiledCode } from "./compile-cache.ts";

// Before anything else is loaded.
keepCompiledCode();
void import("./run.ts").then(({ run }) => run());
