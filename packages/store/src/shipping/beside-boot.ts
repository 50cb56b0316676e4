import type { BootEvent } from "@hacotaki/core";
import { putApart, putTogether, type KnownTimes } from "../events/beside-codec.ts";
import { joined, parted, unpacked } from "../events/event-forms.ts";
import type { PackedBlock } from "./shipped.ts";

/**
 * Events in the row of the boot whose they are: 2 as a host packs what went on inside of boots; 3 as it packs all others,
 * put apart (`beside-codec.ts`).
 */
export type BesideForm = 2 | 3;
export type Beside = {
  readonly form: BesideForm;
  /** What is alike from boot to boot, and what hardly ever is. */
  readonly main: Uint8Array;
  readonly odd: Uint8Array;
};

/** Undefined where they are not to be told so. @throws DamagedRow */
export function packedBeside(block: PackedBlock, ofBoot: KnownTimes): Beside | undefined {
  const { form, bytes, events: count, firstAt } = block;
  if (form === 2) {
    const { bits, main } = parted(bytes);
    return { form, odd: bits, main };
  }
  const parts = putApart(bytes, { count, firstAt }, ofBoot);
  return parts === undefined ? undefined : { form: 3, ...parts };
}

/** What `packedBeside` was told: an event, and the slot of its boot. @throws DamagedRow */
export function unpackedBeside(
  { form, odd, main }: Beside,
  { events: count, firstAt, slots }: Pick<PackedBlock, "events" | "firstAt"> & { readonly slots: number },
  ofBoot: KnownTimes,
  textOf: (digest: string) => string | undefined,
): readonly { readonly event: BootEvent; readonly slot: number }[] {
  const boots = Array.from({ length: slots }, (_, slot) => BigInt(slot));
  const bytes =
    form === 2
      ? joined({ bits: Buffer.from(odd), main: Buffer.from(main) })
      : putTogether({ odd, main }, { count, firstAt }, ofBoot);
  const filed = unpacked({ form: form === 2 ? 2 : 1, bytes }, { count, firstAt, boots, textOf });
  return filed.map(({ event, boot }) => ({ event, slot: Number(boot) }));
}
