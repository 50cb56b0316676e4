import type { BackupManifest, BackupPhase } from "@hacotaki/store";
import { sizeText } from "@hacotaki/core";
import { counted } from "../terminal/counted.ts";

const DOING: Readonly<Record<BackupPhase, string>> = {
  copying: "copying",
  checksum: "reading all of it for its checksum",
  checking: "checking what was written",
  putting: "putting it in its place",
};

/** What is being done, and how far it is. */
export const progressText = (phase: BackupPhase, done: number, all: number): string =>
  all === 0 ? DOING[phase] : `${DOING[phase]}: ${Math.floor((100 * done) / all)} % of ${sizeText(all)}`;

/** What people keep, by the notebook's tables. */
const KEPT = [
  ["pin", "pin"],
  ["note", "note"],
  ["share", "share"],
  ["baseline", "baseline"],
  ["user", "user"],
] as const;

/** "1,234 boots (29,616 events), 3 pins, 1 note, 0 shares, 2 baselines, 1 user". */
export function contentsText({ boots, events, notebook }: BackupManifest): string {
  const kept =
    notebook === undefined
      ? ["no notebook"]
      : KEPT.map(([table, word]) => counted(notebook[table] ?? 0, word));
  return [`${counted(boots, "boot")} (${counted(events, "event")})`, ...kept].join(", ");
}

/** As JSON: instants in ISO 8601, counts as numbers. */
export const manifestJson = ({ madeAt, boots, events, notebook, checksum }: BackupManifest) => ({
  madeAt: new Date(Number(madeAt / 1_000_000n)).toISOString(),
  boots,
  events,
  notebook: notebook ?? null,
  checksum: `sha256:${checksum}`,
});

/** Ends as the signal would have, after what was begun is discarded. Returns what takes that back. */
export function discardOnSignal(discard: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const end = (signal: NodeJS.Signals) => {
    discard();
    for (const each of signals) process.off(each, end);
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}
