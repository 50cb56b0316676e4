import {
  containerChanges,
  createTable,
  DEFAULT_CHANGE_OPTIONS,
  floatOf,
  hostWords,
  inOneGo,
  isId,
  omitUndefined,
  POPULATION_OUTCOMES,
  type BootId,
  type BootSample,
  type ContainerChanges,
  type ReportRange,
  type SampledSpan,
} from "@hacotaki/core";
import type { Asking } from "./attributes.ts";
import { bitsIn } from "./bits.ts";
import type { SpanAsking } from "./distributions.ts";
import { lookedAt, matching, WALL } from "./matching.ts";
import { drawOf, sampleOf as sampleToldOf, type Sampling } from "./sampling.ts";

type Row = {
  readonly boot_id: BootId;
  readonly wall: string;
  readonly host_id: string;
  readonly haco_file: string;
  readonly command: readonly string[];
  readonly kernel: string;
  readonly boot_bits: number | null;
  readonly ready_bits: number | null;
  /** Places of kinds, from 1, and how long their spans took. */
  readonly codes: readonly number[];
  readonly bits: readonly number[];
};

const durationOf = (bits: number | null) => (bits === null ? undefined : floatOf(bits));
const textOf = (text: string) => (text === "" ? undefined : text);

/** A boot that came up, as far as shifts are found by it. Its host is called by its id. */
function sampleOf(row: Row, container: string, known: readonly SampledSpan[]): BootSample {
  return {
    id: row.boot_id,
    container,
    hostId: row.host_id,
    hostName: row.host_id,
    outcome: "up",
    wallTime: BigInt(row.wall),
    ...omitUndefined({
      duration: durationOf(row.boot_bits),
      ready: durationOf(row.ready_bits),
      hacoFile: textOf(row.haco_file),
      command: row.command.length === 0 ? undefined : row.command.join(" "),
      kernel: textOf(row.kernel),
    }),
    spans: row.codes.flatMap((code, place) => {
      const kind = known[code - 1];
      return kind === undefined ? [] : { kind, duration: floatOf(row.bits[place] ?? 0) };
    }),
  };
}

/** Hosts as they are called, in place of their ids. */
async function withNames(told: ContainerChanges, hosts: Asking["hosts"]): Promise<ContainerChanges> {
  const isOfHost = ({ attribute }: { readonly attribute: string }) => attribute === "host";
  if (!told.changes.some(({ attributes }) => attributes.some(isOfHost))) return told;
  const known = await hosts();
  const byId = new Map(known.map((host) => [host.id, host]));
  const sharing = Map.groupBy(known, ({ name }) => name);
  const wordsOf = (id: string | undefined) => {
    const host = byId.get(id ?? "");
    return host === undefined ? id : hostWords(host, (sharing.get(host.name)?.length ?? 0) > 1);
  };
  const changes = told.changes.map((change) => ({
    ...change,
    attributes: change.attributes.map((each) =>
      isOfHost(each) ? { ...each, before: wordsOf(each.before), after: wordsOf(each.after) } : each,
    ),
  }));
  return { ...told, changes };
}

/**
 * Where the durations of a container's boots shifted. The newest boots come as they are, into columns of their own: of very
 * many those of the sample, which reach further back.
 */
export const createChanges =
  ({ ask, kinds, hosts, ...sampling }: Asking & SpanAsking & Sampling) =>
  async (container: string, range: Omit<ReportRange, "bins">): Promise<ContainerChanges> => {
    const { most } = DEFAULT_CHANGE_OPTIONS;
    const filter = { ...range, container, outcomes: POPULATION_OUTCOMES };
    const { drawn } = await drawOf(ask, sampling, filter);
    const of = matching(filter, "", drawn);
    const timed = `${of.text} AND started_at IS NOT NULL`;
    const text = lookedAt(timed, drawn);
    const [counted] = await ask<{ readonly n: string }>(
      "count the boots of",
      `SELECT toString(count()) AS n FROM ${text}`,
      of.params,
    );
    const known = (await kinds.known()).filter(({ onPath }) => onPath);
    const rows = await ask<Row>(
      "read durations of",
      `SELECT boot_id, toString(toUnixTimestamp64Nano(started_at)) AS wall, host_id, haco_file, command, kernel,
         ${bitsIn("boot_duration_ns")} AS boot_bits, ${bitsIn("ready_duration_ns")} AS ready_bits,
         arrayFilter((ns, slug, state) -> state = 'closed' AND isNotNull(ns) AND has({slugs:Array(String)}, slug), \`span.ns\`, \`span.slug\`, \`span.state\`) AS told,
         arrayMap(ns -> assumeNotNull(${bitsIn("ns")}), told) AS bits,
         arrayMap(slug -> indexOf({slugs:Array(String)}, slug),
           arrayFilter((slug, state, ns) -> state = 'closed' AND isNotNull(ns) AND has({slugs:Array(String)}, slug), \`span.slug\`, \`span.state\`, \`span.ns\`)) AS codes
       FROM (SELECT * FROM ${text} ORDER BY ${WALL} DESC, boot_id DESC LIMIT {most:UInt32})`,
      { ...of.params, most, slugs: known.map(({ slug }) => slug) },
    );
    const table = createTable({ leaving: () => {}, arrived: () => {} });
    // A hostile host may send what it likes: columns hold ids alone.
    for (const row of rows.filter(({ boot_id }) => isId(boot_id))) table.put(sampleOf(row, container, known));
    const told = inOneGo(containerChanges(table, container, {}, DEFAULT_CHANGE_OPTIONS));
    const all = Number(counted?.n ?? 0) * drawn.oneIn;
    return withNames({ ...told, all, ...sampleToldOf([{ drawn, n: told.looked }]) }, hosts);
  };
