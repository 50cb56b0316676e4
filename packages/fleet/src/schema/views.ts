import { BOOT_EVENTS } from "./tables.ts";

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

const EVENTS = BOOT_EVENTS.columns.map(([name]) => name);

const LAST_EXIT =
  "greatest(0, ifNull(exit_offset_ns, 0), arrayMax(each -> ifNull(each, 0), `process.exit_offset_ns`))";
/** How many events are filed under the boot and its run, in the order in which these come. */
const FILED = `arrayFilter(each -> each.2 > 0, if(events_begin_own = 1,
    [(boot_id, events_own), ('', toUInt32(events_count - events_own))],
    [('', toUInt32(events_count - events_own)), (boot_id, events_own)]))`;

/** Blocks that stand beside their boot are no part of several. */
const allBlocks = (database: string) =>
  `SELECT host_id, run_id, part, parts, version, first_at, last_at, events, filed_boot_ids, filed_events, form, bytes,
  '' AS odd, '' AS main FROM ${database}.run_event FINAL
UNION ALL
SELECT host_id, run_id, toUInt32(0) AS part, toUInt32(0) AS parts, version, start_at + events_first_ns AS first_at,
  start_at + ${LAST_EXIT} + events_last_ns AS last_at, events_count AS events,
  arrayMap(each -> each.1, ${FILED}) AS filed_boot_ids, arrayMap(each -> each.2, ${FILED}) AS filed_events,
  events_form AS form, '' AS bytes, events_odd AS odd, events_main AS main
FROM ${database}.boot FINAL WHERE events_form > 0`;

/**
 * Where blocks were packed into fewer, the first one tells how many there are: those beyond it are of before. What stands
 * beside a boot is of before where a block is later, and the other way round.
 */
const runEvents = (database: string) =>
  `SELECT host_id, run_id, part, first_at, last_at, events, filed_boot_ids, filed_events, form, bytes, odd, main FROM (
  SELECT *, max(if(part = 0, parts, 0)) OVER of_one AS of_run, max(if(parts = 0, version, 0)) OVER of_one AS beside,
    max(if(parts > 0, version, 0)) OVER of_one AS apart
  FROM (${allBlocks(database)}) WINDOW of_one AS (PARTITION BY host_id, run_id)
) WHERE if(beside > 0 AND beside >= apart, parts = 0 AND version = beside, parts > 0 AND part < of_run)`;

/** What readers ask: each view shows one version of everything, whatever the engine has not merged yet. */
export const viewsOf = (database: string): readonly (readonly [name: string, query: string])[] => [
  [
    "boots",
    `SELECT * EXCEPT (version, is_deleted, clock_offset_ns, ${EVENTS.join(", ")}), start_at, revision, ${DURATIONS}\nFROM ${database}.boot FINAL`,
  ],
  ["spans", parts(database, "span", SPAN_COLUMNS, [SPAN_OFFSETS, "`span.ns` AS duration_ns"])],
  ["processes", parts(database, "process", PROCESS_COLUMNS)],
  ["marks", parts(database, "mark", MARK_COLUMNS)],
  ["causes", parts(database, "cause", ["reason", "ns"])],
  ["run_events", runEvents(database)],
  ["haco_texts", `SELECT DISTINCT digest, text FROM ${database}.haco_text`],
];
