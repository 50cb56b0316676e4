import type { BootEvent, BootId } from "@hacotaki/core";
import { unpacked } from "../events/event-forms.ts";
import { inOrder } from "../events/incoming.ts";
import type { PackedBlock } from "./shipped.ts";

/**
 * The events of a run's blocks in their order, each once: blocks may overlap. The boot is the one it is filed under;
 * undefined: the run alone. @throws DamagedRow
 */
export function unpackedEvents(
  blocks: readonly Pick<PackedBlock, "firstAt" | "events" | "filing" | "form" | "bytes">[],
  textOf: (digest: string) => string | undefined,
): readonly { readonly event: BootEvent; readonly boot: BootId | undefined }[] {
  const ids = [...new Set(blocks.flatMap(({ filing }) => filing.flatMap(([boot]) => boot ?? [])))];
  const numberOf = (boot: BootId | undefined) => (boot === undefined ? null : BigInt(ids.indexOf(boot)));
  const filed = blocks.flatMap(({ events, firstAt, filing, form, bytes }) =>
    unpacked(
      { form, bytes },
      {
        count: events,
        firstAt,
        boots: filing.map(([boot]) => numberOf(boot)),
        textOf,
      },
    ),
  );
  return inOrder(filed).map(({ event, boot }) => ({
    event,
    boot: boot === null ? undefined : ids[Number(boot)],
  }));
}
