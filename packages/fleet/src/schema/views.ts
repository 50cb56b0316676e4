/** Of which a duration is unknown where the boot's beginning was not seen. */
const unlessLate = (offset: string) => `if(has(losses, 'attached-late'), NULL, ${offset})`;

/** Durations as everywhere in Hacotaki: nobody works them out from offsets. */
export const DURATIONS = `${unlessLate("up_offset_ns")} AS boot_duration_ns,
  ${unlessLate("ready_offset_ns")} AS ready_duration_ns,
  ${unlessLate("if(outcome = 'failed', end_offset_ns, NULL)")} AS time_to_death_ns`;

/** What a reader filters boots by, in each view that shows their parts. */
const OF_BOOT =
  "host_id, host_name, labels, kernel_boot_id, boot_id, run_id, container, runtime, engine, image, pod, outcome, started_at, start_at";

const parts = (database: string, of: string, columns: readonly string[], more: readonly string[] = []) =>
  `SELECT ${OF_BOOT}, ${[...columns, ...more.map((each) => each.split(" AS ").at(-1))].join(", ")}
FROM ${database}.boot FINAL
ARRAY JOIN ${[...columns.map((name) => `\`${of}.${name}\` AS ${name}`), ...more].join(", ")}`;

/** Spans are stored with the gap to the end of the one before, which is mostly none. */
const SPAN_OFFSETS = `arrayMap((gaps, sum, own) -> gaps + sum - own, arrayCumSum(\`span.gap_ns\`),
  arrayCumSum(arrayMap(each -> ifNull(each, 0), \`span.ns\`)), arrayMap(each -> ifNull(each, 0), \`span.ns\`)) AS offset_ns`;

const SPAN_COLUMNS = ["slug", "label", "family", "lane", "on_path", "state", "begins_with", "ends_with"];
const PROCESS_COLUMNS = [
  ...["tgid", "ppid", "nspid", "lane", "comm", "exec_file"],
  ...["start_offset_ns", "exit_offset_ns", "exit_code", "exit_signal"],
];
const MARK_COLUMNS = ["offset_ns", "seq", "tgid", "lane", "name", "flag", "text", "is_shared"];

/** What readers ask: each view shows one version of everything, whatever the engine has not merged yet. */
export const viewsOf = (database: string): readonly (readonly [name: string, query: string])[] => [
  ["boots", `SELECT * EXCEPT (version, is_deleted), ${DURATIONS}\nFROM ${database}.boot FINAL`],
  ["spans", parts(database, "span", SPAN_COLUMNS, [SPAN_OFFSETS, "`span.ns` AS duration_ns"])],
  ["processes", parts(database, "process", PROCESS_COLUMNS)],
  ["marks", parts(database, "mark", MARK_COLUMNS)],
  ["causes", parts(database, "cause", ["reason", "ns"])],
  // Where blocks were packed into fewer, the first one tells how many there are: those beyond it are of before.
  [
    "run_events",
    `SELECT * EXCEPT (version, parts, of_run) FROM (
  SELECT *, max(if(part = 0, parts, 0)) OVER (PARTITION BY host_id, run_id) AS of_run FROM ${database}.run_event FINAL
) WHERE part < of_run`,
  ],
  ["haco_texts", `SELECT DISTINCT digest, text FROM ${database}.haco_text`],
];
