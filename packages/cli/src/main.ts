import { keepCompiledCode } from "./compile-cache.ts";
import { whyUnsupported } from "./unsupported.ts";

/** Before anything else is loaded: an old Node may not even understand it. */
function main(): void {
  const reason = whyUnsupported();
  if (reason !== undefined) {
    process.stderr.write(`hacotaki: ${reason}\n`);
    process.exitCode = 1;
    return;
  }
  keepCompiledCode();
  void import("./run.ts").then(({ run }) => run());
}

main();
