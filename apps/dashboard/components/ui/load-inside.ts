import { shownDetail, type Boot, type BootDetail, type ShownDetail } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { isDamagedRow } from "./damaged-row.ts";

/** What ran in the spans of a boot and what they waited for; undefined where the boot is gone, or its events are damaged. */
export async function loadDetail(reader: StoreReader, boot: Boot): Promise<BootDetail | undefined> {
  try {
    return await reader.readDetail(boot.id, boot);
  } catch (error) {
    if (isDamagedRow(error)) return undefined;
    throw error;
  }
}

/** The same as a page shows it, calls and helpers among it. */
export async function loadInside(reader: StoreReader, boot: Boot): Promise<ShownDetail | undefined> {
  const detail = await loadDetail(reader, boot);
  return detail && shownDetail(boot, detail, false);
}
