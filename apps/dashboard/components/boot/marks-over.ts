import type { Boot, MarksMessage, ZoomRange } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";

/** The marks of a boot as a range of offsets shows them; undefined when the boot is gone. */
export async function marksOver(
  reader: StoreReader,
  { id, startAt }: Pick<Boot, "id" | "startAt">,
  range: ZoomRange,
): Promise<MarksMessage | undefined> {
  const drawn = await reader.drawnMarks(id, { from: startAt + range.fromNs, to: startAt + range.toNs });
  return drawn && { ...drawn, range };
}
