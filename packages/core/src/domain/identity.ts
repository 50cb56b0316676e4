import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { BootId, RunId } from "./boot.ts";
import type { Instant } from "./time.ts";

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

/** The first 80 bits of a SHA-256 in Crockford's base32 (lower case), 16 characters. */
function shortHash(parts: readonly string[]): string {
  // JSON keeps ["a","bc"] and ["ab","c"] apart.
  const digest = sha256(utf8ToBytes(JSON.stringify(parts)));
  let text = "";
  let bits = 0;
  let held = 0;
  for (let n = 0; n < 10; n++) {
    bits = ((bits << 8) | (digest[n] ?? 0)) & 0xfff;
    for (held += 8; held >= 5; ) {
      held -= 5;
      text += CROCKFORD[(bits >> held) & 31];
    }
  }
  return text;
}

type Anchor = {
  readonly hostId: string;
  readonly kernelBootId: string;
  /** Process the identity hangs on; undefined where a text format does not print it. */
  readonly tgid: number | undefined;
  readonly at: Instant;
};
const parts = ({ hostId, kernelBootId, tgid, at }: Anchor) => [
  hostId,
  kernelBootId,
  tgid === undefined ? "" : String(tgid),
  at.toString(),
];

/** Identity of a boot: its host, kernel boot, supervisor and the instant of the supervisor's first phase. */
export const bootIdOf = (anchor: Anchor) => shortHash(["boot", ...parts(anchor)]) as BootId;

/** Identity of a run: its host, kernel boot, launcher and the first instant seen of it. */
export const runIdOf = (anchor: Anchor) => shortHash(["run", ...parts(anchor)]) as RunId;
