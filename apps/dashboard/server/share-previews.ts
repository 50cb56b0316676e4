import { encodeWire, type ShareRequest, type ShareSnapshot } from "@hacotaki/core";
import { makeRoom } from "@hacotaki/store";
import { printOfPreview } from "../components/share/share-print.ts";
import type { TakenSnapshot } from "../components/share/share-snapshot.ts";

/** What previews of boots that go on have shown, and what was usual: what changes from second to second could else never be shared. */
export type SharePreviews = {
  show(request: ShareRequest, taken: TakenSnapshot): void;
  /**
   * What is to be shared: `now` where it is what the preview of this print showed, else what that preview showed, where
   * nothing but the boot itself has gone on since; undefined where that is not known, or anything else has changed.
   */
  chosen(request: ShareRequest, now: TakenSnapshot, print: string | null): TakenSnapshot | undefined;
};

/** Previews that are remembered, and for how long. */
const KEPT = 16;
const KEPT_MS = 15 * 60_000;

const boots = (snapshot: ShareSnapshot) =>
  snapshot.kind === "boot" ? [snapshot.shared] : snapshot.kind === "comparison" ? snapshot.boots : [];
/** What people keep of the boots: words that were taken back since are not shared. */
const notesOf = (snapshot: ShareSnapshot) => encodeWire(boots(snapshot).map(({ notes }) => notes));

export function createSharePreviews(nowMs: () => number): SharePreviews {
  const shown = new Map<string, { readonly taken: TakenSnapshot; readonly atMs: number }>();
  return {
    show(request, taken) {
      const isOfBoots = taken.snapshot.kind === "boot" || taken.snapshot.kind === "comparison";
      // What is usual goes on with every boot that comes in, and so do cohorts.
      if (
        isOfBoots &&
        boots(taken.snapshot).every(({ boot, usual }) => boot.exitAt !== undefined && usual === undefined)
      )
        return;
      const print = printOfPreview(request, taken.snapshot);
      shown.delete(print);
      makeRoom(shown, KEPT);
      shown.set(print, { taken, atMs: nowMs() });
    },
    chosen(request, now, print) {
      if (print === printOfPreview(request, now.snapshot)) return now;
      const found = shown.get(print ?? "");
      if (found === undefined || nowMs() - found.atMs > KEPT_MS) return undefined;
      const { taken } = found;
      const isAsked = print === printOfPreview(request, taken.snapshot);
      return isAsked && notesOf(taken.snapshot) === notesOf(now.snapshot) ? taken : undefined;
    },
  };
}
