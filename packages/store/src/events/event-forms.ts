import { createByteReader, createByteWriter } from "../values/bytes.ts";
import { unpackDense, type Dense } from "./dense-codec.ts";
import { detailKnown } from "./detail-known.ts";
import { unpackEvents, type Asked, type Filed } from "./event-codec.ts";
import type { PackedEvents } from "../packing/packed.ts";

/** Bytes that came from another thread, or a driver, are no Buffer. */
const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** The bits and all else as one. */
export function joined({ bits, main }: Pick<Dense, "bits" | "main">): Buffer {
  const to = createByteWriter();
  to.count(bits.length);
  return Buffer.concat([to.take(), bits, main]);
}

/** @throws DamagedRow where the bits are more than there is */
export function parted(bytes: Uint8Array): Pick<Dense, "bits" | "main"> {
  const from = createByteReader(asBuffer(bytes));
  const bits = from.bytes(from.count());
  return { bits, main: from.rest() };
}

/** The events, in order. @throws DamagedRow */
export const unpacked = (
  { form, bytes }: Pick<PackedEvents, "form" | "bytes">,
  asked: Asked,
): readonly Filed[] =>
  form === 1 ? unpackEvents(asBuffer(bytes), asked) : unpackDense(parted(bytes), asked, detailKnown().known);
