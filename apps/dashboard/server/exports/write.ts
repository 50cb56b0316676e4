import { eventsNdjson, EXPORTS, type ExportFormat } from "@hacotaki/formats";
import type { StoreReader } from "@hacotaki/store";
import type { ExportOrder } from "./protocol.ts";

type Parts = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Sent at once: a part of a few bytes would cost more to send than to make. */
const PART_BYTES = 64 * 1024;

async function partsOf(
  reader: StoreReader,
  { boot: id, format, permalink, view }: ExportOrder,
): Promise<Parts> {
  const gone = () => new Error(`the boot ${id} is gone`);
  if (format === "events") {
    const raw = await reader.eventsOf(id);
    if (raw === undefined) throw gone();
    return eventsNdjson(raw.source, raw.events);
  }
  const record = await reader.findBoot(id);
  if (record === undefined) throw gone();
  const { boot } = record;
  const { carriesEvents, readsEvents, write }: ExportFormat = EXPORTS[format];
  const siblings = await reader.siblingIds(boot.runId);
  const raw = carriesEvents === true || readsEvents === true ? await reader.eventsOf(id) : undefined;
  return write([
    {
      boot,
      marks: await reader.marksOf(id),
      siblings: siblings.filter((sibling) => sibling !== id),
      permalink,
      ...(view === undefined ? {} : { view }),
      ...(raw === undefined ? {} : { raw }),
    },
  ]);
}

/** A boot as a file, in parts of some size. */
export async function* writeExport(reader: StoreReader, order: ExportOrder): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const taken = () => {
    const part = Buffer.concat(waiting, bytes);
    waiting = [];
    bytes = 0;
    // Of a memory of its own, which can be handed to another thread.
    return Uint8Array.from(part);
  };
  for await (const part of await partsOf(reader, order)) {
    const encoded = typeof part === "string" ? Buffer.from(part) : part;
    waiting.push(encoded);
    bytes += encoded.length;
    if (bytes >= PART_BYTES) yield taken();
  }
  if (bytes > 0) yield taken();
}
