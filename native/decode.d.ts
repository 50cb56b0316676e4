import type { NativeEvent } from "./index.js";

/**
 * Gives what decodes batches that the kernel of a machine told. `nameOf` names a function of that kernel's by its address;
 * `arch` as process.arch.
 */
export function decoder(
  nameOf: (address: bigint) => string | undefined,
  arch: string,
): (batch: Buffer) => NativeEvent[];
