import {
  fedStatements,
  tuningStatements,
  typeStatements,
  viewStatement,
  type Layout,
  type Table,
  type Tuning,
} from "./layout.ts";
import { BOOT, BOOT_ARRIVALS } from "./tables.ts";
import { DURATIONS } from "./views.ts";

/** One boot in so many is in the sample: by a hash of its id, the same boot in each of its versions. */
export const SAMPLE_ONE_IN = 16;
/** Whether a boot is among one in so many: of a multiple, those are in the sample as well. */
export const isOneIn = (many: number): string => `cityHash64(boot_id) % ${many} = 0`;
const IS_SAMPLED = isOneIn(SAMPLE_ONE_IN);

/** What statistics ask of a boot, and what filters narrow them by. */
const COLUMNS = [
  ...["host_id", "host_name", "kernel_boot_id", "boot_id", "version", "is_deleted"],
  ...["labels", "kernel", "container", "runtime", "engine", "image", "pod", "container_labels"],
  ...["outcome", "losses", "furthest_phase", "started_at"],
  ...["up_offset_ns", "end_offset_ns", "ready_offset_ns", "haco_file", "command", "is_explained"],
  ...["cause.reason", "cause.ns", "span.slug", "span.label", "span.family", "span.on_path", "span.state"],
  "span.ns",
];

/** Column → its definition in `boot`. */
const DEFINITIONS = new Map([
  ...BOOT.body
    .split(",\n")
    .map((line) => line.trim())
    .map((line) => [line.split(" ")[0]?.replaceAll("`", "") ?? "", line] as const),
  ...BOOT_ARRIVALS.columns.map(([name, definition]) => [name, `${name} ${definition}`] as const),
]);

/** The same key and versions as `boot`: a later version, or a deletion, replaces a boot here as it does there. */
const BOOT_SAMPLE: Table = {
  ...BOOT,
  name: "boot_sample",
  body: COLUMNS.map((name) => `  ${DEFINITIONS.get(name) ?? ""}`).join(",\n"),
};

/** Boots of before, and whatever comes from then on. */
export function sampleStatements(layout: Layout): readonly string[] {
  const columns = COLUMNS.map((name) => `\`${name}\``);
  return [
    ...fedStatements(layout, BOOT_SAMPLE, {
      ...{ view: "boot_to_sample", from: BOOT, columns, chosen: columns },
      where: () => IS_SAMPLED,
    }),
    viewStatement(
      layout,
      "sampled_boots",
      `SELECT * EXCEPT (version, is_deleted), ${DURATIONS}\nFROM ${layout.database}.boot_sample FINAL`,
    ),
  ];
}

/**
 * As measured over 1.25 million boots: durations are half of the sample's bytes, and took half of what a question of spans
 * took to unpack, a third as LZ4 for half a byte a boot; commands are few, and as texts took a third of what tells boots apart.
 */
const SAMPLE_TUNING: Tuning = {
  codecs: [
    ["span.ns", "T64, LZ4"],
    ["cause.ns", "T64, LZ4"],
  ],
};
export const sampleTuningStatements = (layout: Layout): readonly string[] => [
  ...tuningStatements(layout, BOOT_SAMPLE, SAMPLE_TUNING),
  ...typeStatements(layout, BOOT_SAMPLE, ["command", "Array(LowCardinality(String)) CODEC(ZSTD(3))"]),
];
