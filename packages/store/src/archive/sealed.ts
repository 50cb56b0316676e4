import { crc32 } from "node:zlib";
import { DamagedRow } from "../error.ts";

/*
 * A part of an archive: a byte that says how the others are to be read, their CRC-32 (4 bytes, the lowest first; of the
 * first byte as well), and these.
 */

const HEAD = 5;

const checksumOf = (form: number, bytes: Uint8Array) => crc32(bytes, crc32(Uint8Array.of(form)));

export function sealed(form: number, bytes: Uint8Array): Buffer {
  const part = Buffer.allocUnsafe(HEAD + bytes.length);
  part[0] = form;
  part.writeUInt32LE(checksumOf(form, bytes), 1);
  part.set(bytes, HEAD);
  return part;
}

/** What was sealed. `what` names it. @throws DamagedRow where it is not as it was, or of a later version */
export function unsealed(form: number, part: Buffer, what: string): Buffer {
  const [told] = part;
  if (told === undefined || part.length < HEAD) throw new DamagedRow(`${what} end in the middle`);
  const bytes = part.subarray(HEAD);
  if (part.readUInt32LE(1) !== checksumOf(told, bytes))
    throw new DamagedRow(`${what} do not match their checksum`);
  if (told !== form) throw new DamagedRow(`${what} have the form ${told}, which is not known`);
  return bytes;
}
