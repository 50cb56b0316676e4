import { formatDuration } from "@hacotaki/core";
import type { Plan } from "@hacotaki/core/synthesis";
import type { Patience, StoreWriter } from "@hacotaki/store";
import { InvalidArgumentError, type Command } from "commander";
import { databasePath, withWriter, type DatabaseFlag } from "../flags/database.ts";
import { EXIT } from "../output/exit-code.ts";
import { CliFailure } from "../output/failure.ts";
import { countFlag, momentFlag } from "../flags/flags.ts";
import { fill, isMadeUp, type Filled } from "../generate/fill.ts";
import { goOnWithoutReader, print } from "../output/output.ts";
import { createProgress } from "../output/progress.ts";
import { counted } from "../terminal/counted.ts";
import { command } from "./command.ts";

type Flags = DatabaseFlag & Omit<Plan, "piece"> & { readonly amongReal?: boolean; readonly json?: boolean };

const DEFAULTS = { boots: 10_000, seed: 1, hosts: 8, containers: 200, days: 30 } as const;
/** The same day on every day that this is run: the same seed then gives the same database. */
const DEFAULT_UNTIL = BigInt(Date.UTC(2026, 9, 31)) * 1_000_000n;
/** Some 40 events a boot: 15 MB of them in memory, and transactions of a tenth of that. */
const PIECE = 1_000;
const MAX = { boots: 100_000_000, hosts: 1_000, containers: 100_000, days: 3_650 } as const;

const numberFlag =
  (what: keyof typeof MAX) =>
  (text: string): number => {
    const count = countFlag(1)(text);
    if (count > MAX[what])
      throw new InvalidArgumentError(`give no more than ${MAX[what].toLocaleString("en")}`);
    return count;
  };

/** Synthetic boots must not get mixed up with real ones unless somebody wants that. */
async function refuseReal(store: StoreWriter, path: string): Promise<void> {
  const recordings = await store.recordings(Number.MAX_SAFE_INTEGER);
  const real = recordings.find((recording) => !isMadeUp(recording));
  if (real === undefined) return;
  throw new CliFailure(
    `${path} holds real boots (${real.hostName}, ${real.path}). Name another database with --db, or mix them with --among-real.`,
  );
}

type Report = Filled & { readonly seconds: number; readonly bytes: number };

const told = ({ boots, events, seconds, bytes, wasCancelled }: Report, plan: Plan, path: string) =>
  `${wasCancelled ? "Stopped: made" : "Made"} ${counted(boots, "boot")} (${counted(events, "event")}) in ${formatDuration(
    BigInt(Math.round(seconds * 1e9)),
  )}: ${Math.round(boots / seconds).toLocaleString("en")} boots/s, ${Math.round(bytes / Math.max(1, boots)).toLocaleString("en")} bytes a boot.\n` +
  `Seed ${plan.seed}, ${counted(plan.containers, "container")} on ${counted(plan.hosts, "host")}. See them: hacotaki serve --db ${path}\n`;

/** With how many are made a second, and when they will all be. */
function progressLine(boots: number, wanted: number, seconds: number): string {
  const rate = boots / Math.max(seconds, 0.001);
  const left =
    rate === 0 ? "" : `, ${formatDuration(BigInt(Math.ceil((wanted - boots) / rate)) * 1_000_000_000n)} left`;
  return `generating: ${boots.toLocaleString("en")} of ${counted(wanted, "boot")}, ${Math.round(rate).toLocaleString("en")}/s${left}`;
}

async function generateInto(
  store: StoreWriter,
  patience: Patience,
  plan: Plan,
  signal: AbortSignal,
): Promise<Report> {
  const progress = createProgress();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  const before = store.sizes().usedBytes;
  try {
    const filled = await fill(store, plan, {
      patience,
      signal,
      onProgress: (boots) => progress.show(() => progressLine(boots, plan.boots, seconds())),
    });
    return { ...filled, seconds: seconds(), bytes: store.sizes().usedBytes - before };
  } finally {
    progress.clear();
  }
}

async function generate({ amongReal = false, json = false, ...flags }: Flags): Promise<void> {
  goOnWithoutReader();
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort());
  process.once("SIGTERM", () => abort.abort());
  const { boots, seed, hosts, containers, days, until } = flags;
  const plan: Plan = { boots, seed, hosts, containers, days, until, piece: PIECE };
  const path = databasePath(flags);
  const report = await withWriter(
    flags,
    async (store, patience) => {
      if (!amongReal) await refuseReal(store, path);
      return generateInto(store, patience, plan, abort.signal);
    },
    abort.signal,
  );
  await print(json ? `${JSON.stringify(report, undefined, 2)}\n` : told(report, plan, path));
  if (report.wasCancelled) process.exitCode = EXIT.failed;
}

/** `hacotaki generate` */
export const generateCommand = (): Command =>
  command(
    "generate",
    "Fill a database with boots that never were, as real ones go: to try things out, and to measure. The same seed gives the same boots.",
    [
      "hacotaki generate --db try.db",
      "hacotaki generate --boots 1000000 --seed 7 --db million.db",
      "hacotaki generate --boots 500 --hosts 2 --containers 12 --days 3 --until now --db demo.db",
    ],
  )
    .option("--boots <n>", "how many", numberFlag("boots"), DEFAULTS.boots)
    .option("--seed <n>", "which ones: another number gives others", countFlag(0), DEFAULTS.seed)
    .option("--hosts <n>", "on so many hosts", numberFlag("hosts"), DEFAULTS.hosts)
    .option("--containers <n>", "of so many containers", numberFlag("containers"), DEFAULTS.containers)
    .option("--days <n>", "over so many days", numberFlag("days"), DEFAULTS.days)
    .option("--until <moment>", "when the last ones begin (default: 2026-10-31T00:00Z)", momentFlag("last"))
    .option("--among-real", "write into a database that holds real boots as well")
    .option("--json", "print JSON")
    .action((flags: Flags) => generate({ ...flags, until: flags.until ?? DEFAULT_UNTIL }));
