import { createHash } from "node:crypto";
import type { FactKey } from "@hacotaki/core";

/** A file that containers are configured by, as it is kept: by its hash, and whole where it has `maxBytes` at most. */
export function keptText(bytes: Buffer, maxBytes: number): [FactKey, string][] {
  const hash = createHash("sha256").update(bytes).digest("hex");
  return [
    ["haco-hash", hash],
    ...(bytes.length > maxBytes ? [] : [["haco-text", bytes.toString("utf8")] satisfies [FactKey, string]]),
  ];
}
