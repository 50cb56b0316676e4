import {
  detailOf,
  instant,
  pathEnd,
  type Boot,
  type BootDetail,
  type BootEvent,
  type BootId,
  type Instant,
} from "@hacotaki/core";
import type { StoreReader } from "../contract.ts";
import { pageOfEvents, type EventPages } from "./event-pages.ts";
import type { EventKey } from "../packing/packed.ts";
import { kernelBootId } from "../connection/kernel-boot.ts";
import type { Read } from "./read.ts";
import { placeOf } from "./row-pages.ts";

/** Events decoded in one go, and those that are looked at, at most: a hook may fire hundreds of thousands of marks. */
const PAGE = 2_000;
const MOST = 40_000;
/** What the collector reads once it knows that a boot is up is filed so much later, ns. */
const AFTERWARDS = 1_000_000_000n;
/** Boots of the container before this one that are looked at for one of the same kernel boot. */
export const LOOK_BACK = 20;

const isOfDetail = (event: BootEvent) =>
  event.kind === "syscall" ||
  event.kind === "wait" ||
  event.kind === "exec" ||
  event.kind === "fork" ||
  (event.kind === "fact" && event.key !== "haco-text");

/** Events of a boot until it was up or dead, of kinds that tell what happened inside its spans. */
async function eventsUntil(pages: EventPages, last: Instant | undefined): Promise<BootEvent[]> {
  const events: BootEvent[] = [];
  let after: EventKey | undefined;
  for (let seen = 0; seen < MOST; seen += PAGE) {
    const page = await pages(PAGE, after);
    for (const event of page.events)
      if ((last === undefined || event.at <= last) && isOfDetail(event)) events.push(event);
    const end = page.events.at(-1)?.at;
    if (page.next === undefined || (last !== undefined && end !== undefined && end > last)) break;
    after = page.next;
  }
  return events;
}

/** What ran and was waited for inside a boot, of events wherever they are read from. */
export async function detailOfPages(
  boot: Boot,
  pages: EventPages,
  previousAt: () => Promise<Instant | undefined>,
): Promise<BootDetail> {
  const end = pathEnd(boot);
  const detail = detailOf(
    boot,
    await eventsUntil(pages, end === undefined ? undefined : instant(end + AFTERWARDS)),
  );
  const before = await previousAt();
  return before === undefined ? detail : { ...detail, previousAt: before };
}

/** The boot of the same container before, on the same host since its kernel booted. */
const previousAt = (read: Read, boot: Boot): Promise<Instant | undefined> =>
  read("read the boot before a boot of", async (db) => {
    const earlier = await db
      .selectFrom("boot")
      .innerJoin("run", "run.key", "boot.run_key")
      .innerJoin("host", "host.key", "boot.host_key")
      .select(["boot.start_at", "host.id as host_id", kernelBootId.as("kernel_boot_id")])
      .where("boot.container", "=", boot.container)
      .where("boot.sort_time", "<=", boot.wallTime ?? 0n)
      .where("boot.id", "!=", boot.id)
      .where("run.id", "!=", boot.runId)
      .orderBy("boot.sort_time", "desc")
      .orderBy("boot.id", "desc")
      .limit(LOOK_BACK)
      .execute();
    const found = earlier.find(
      (row) =>
        row.host_id === boot.hostId &&
        row.kernel_boot_id === boot.kernelBootId &&
        row.start_at < boot.startAt,
    );
    return found && instant(found.start_at);
  });

/** What ran and was waited for inside a boot: derived from its raw events, as far as they lie before its end. */
export const createDetailReader = (
  read: Read,
  { findBoot }: Pick<StoreReader, "findBoot">,
): Pick<StoreReader, "readDetail"> => ({
  async readDetail(id: BootId, known?: Boot): Promise<BootDetail | undefined> {
    const place = await read("read the detail of a boot of", (db) => placeOf(db, id));
    const boot = known ?? (await findBoot(id))?.boot;
    if (place === undefined || boot === undefined) return undefined;
    return detailOfPages(
      boot,
      (limit, after) => pageOfEvents(read, place, limit, after),
      () => previousAt(read, boot),
    );
  },
});
