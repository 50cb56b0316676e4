import {
  alertJson,
  besideQuery,
  bootGroupsJson,
  bootDetailJson,
  eventJson,
  firingJson,
  markJson,
  bootHref,
  bootJson,
  bootReasons,
  cohortComparisonJson,
  comparedBootsJson,
  compareBoots,
  DEFAULT_COHORT_OPTIONS,
  filterOf,
  heldBoot,
  insideJson,
  MAX_COMPARED,
  omitUndefined,
  parseBootId,
  parseBootsView,
  parseBootView,
  parseCohortView,
  parseHostsView,
  reasonsJson,
  utcNow,
  type Boot,
  type BootFilter,
  type CohortSide,
  type Statistics,
} from "@hacotaki/core";
import { EXPORT_NAMES, EXPORTS, type ExportedBoot, type ExportFormat } from "@hacotaki/formats";
import type { StoreReader } from "@hacotaki/store";
import { isUnderWay, offsetNow } from "../../components/ui/boot-facts.ts";
import { loadDetail, loadInside } from "../../components/ui/load-inside.ts";
import { filterOfSide } from "../../components/compare/cohorts/cohort-filter.ts";
import type { Exports } from "../exports/client.ts";
import { exportName } from "../exports/export-name.ts";
import type { Keeping } from "../notebook.ts";
import { z } from "zod";
import { RequestProblem } from "../routes/problem.ts";
import {
  alertsListed,
  bootDetail,
  bootInside,
  bootReasonsFound,
  bootsPage,
  comparedBoots,
  comparedCohorts,
  comparedHosts,
  containers,
  eventsPage,
  firingsListed,
  marksPage,
} from "./schemas.ts";

export type Answered =
  | { readonly kind: "json"; readonly body: object }
  | {
      readonly kind: "file";
      readonly mediaType: string;
      readonly name: string;
      readonly parts: AsyncGenerator<Uint8Array>;
    };
type Parameters = Readonly<Record<string, string>>;
/** What answers are made of, beside the boots themselves. */
export type Beside = {
  readonly statistics: Statistics;
  readonly keeping: Pick<Keeping, "read">;
  readonly exports: Pick<Exports, "write">;
};
/** What one address of the API takes and answers; where it is, the table of routes says. */
export type Operation = {
  readonly summary: string;
  readonly parameters: z.ZodObject;
  readonly query: z.ZodObject;
  /** Of the answer's JSON; for files, the media types. */
  readonly answers: z.ZodType | readonly string[];
  readonly answer: (
    reader: StoreReader,
    parameters: Parameters,
    query: Parameters,
    origin: string,
    beside: Beside,
  ) => Promise<Answered>;
};

const EXPORT_KINDS = ["events", ...EXPORT_NAMES] as const;
const EVENTS_FILE = { mediaType: "application/x-ndjson", extension: "ndjson" } as const;
const MAX_ROWS = 500;
const ROWS = 50;
const text = (description: string) => z.string().max(200).optional().meta({ description });

const filter = {
  container: text("only boots of this container"),
  host: text("only boots of the host of this id"),
  "host-label": z
    .string()
    .max(512)
    .optional()
    .meta({ description: "of a fleet, only boots of hosts with this label: name, or name=value" }),
  kernel: text("only boots on a kernel of this release, such as 6.18.5"),
  outcome: text("only these outcomes, comma-separated"),
  q: text("substring of container, host, haco file, command or id"),
  haco: z.string().max(4096).optional().meta({ description: "path of the haco file" }),
  runtime: text("only boots of this runtime: haconiwa, or the name of an OCI runtime such as runc"),
  engine: text("only boots that this engine asked for, such as docker, podman, containerd"),
  image: z
    .string()
    .max(512)
    .optional()
    .meta({ description: "only boots of this image, as its engine names it" }),
  pod: z
    .string()
    .max(512)
    .optional()
    .meta({ description: "only boots of this container of a pod: namespace/owner/container" }),
  label: z
    .string()
    .max(512)
    .optional()
    .meta({ description: "only boots of containers with this label: key, or key=value" }),
  phase: text("furthest phase reached, such as CONTAINER_CHROOTED; none for boots that reached none"),
  min: text("boot duration at least, such as 20ms or 1.5s"),
  max: text("boot duration at most"),
  time: text("started then, in words and days of UTC: yesterday, 2026-11-28, 14:00-14:30, now-2h"),
  from: text("started at or after, UTC, ISO 8601"),
  to: text("started at or before"),
};
const page = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_ROWS)
    .optional()
    .meta({ description: `rows a page, ${ROWS} unless told` }),
  after: z.string().max(1_500).optional().meta({ description: "`next` of the page before" }),
};
const offset = (description: string) =>
  z
    .string()
    .regex(/^-?\d{1,18}$/)
    .optional()
    .meta({ description });
const bootIdParameter = z.object({ id: z.string().meta({ description: "id of a boot" }) });
const none = z.strictObject({});

const noSuchBoot = () =>
  new RequestProblem(404, "No such boot", { detail: "GET /api/v1/boots lists which there are." });

async function findBoot(reader: StoreReader, given: string | undefined) {
  const id = parseBootId(given ?? "");
  const found = id && (await reader.findBoot(id));
  if (!found) throw noSuchBoot();
  return found;
}

function pageOf(reader: StoreReader, of: "marks" | "events", { limit, after }: Parameters) {
  if (after !== undefined && !reader.isRowCursor(of, after))
    throw wrong("after", "is not the `next` of a page of this list");
  return {
    limit: limit === undefined ? ROWS : Number(limit),
    ...(after === undefined ? {} : { after }),
  };
}

function understood<View>({
  view,
  dropped,
}: {
  readonly view: View;
  readonly dropped: readonly string[];
}): View {
  if (dropped.length === 0) return view;
  throw new RequestProblem(400, "Bad parameters", {
    errors: dropped.map((parameter) => ({ parameter, detail: "not understood" })),
  });
}

const wrong = (parameter: string, detail: string) =>
  new RequestProblem(400, "Bad parameters", { errors: [{ parameter, detail }] });

function sideFilter(side: CohortSide | undefined, name: string, { keeping }: Beside): BootFilter {
  if (side === undefined) throw wrong(name, "is missing");
  const filter = side.kind === "filter" ? side.filter : keeping.read((kept) => filterOfSide(side, kept));
  if (filter === undefined) throw wrong(name, "there is no baseline of this name");
  return filter;
}

export const boots: Operation = {
  summary: "Boots, page by page",
  parameters: none,
  query: z.strictObject({
    ...filter,
    sort: z.enum(["newest", "slowest"]).optional().meta({ description: "newest unless told" }),
    ...page,
  }),
  answers: bootsPage,
  async answer(reader, _parameters, { limit, after, ...rest }) {
    const view = understood(parseBootsView(rest));
    const page = await reader.listBoots({
      filter: filterOf(view),
      sort: view.sort === "newest" ? "newest" : "slowest",
      limit: limit === undefined ? ROWS : Number(limit),
      ...(after === undefined ? {} : { after }),
    });
    return { kind: "json", body: { boots: page.boots.map(bootJson), next: page.next ?? null } };
  },
};

export const boot: Operation = {
  summary: "A boot with its spans, its processes and its first marks",
  parameters: bootIdParameter,
  query: none,
  answers: bootDetail,
  async answer(reader, { id }) {
    const { boot } = await findBoot(reader, id);
    const { marks = [], next } = (await reader.marks(boot.id, { limit: MAX_ROWS })) ?? {};
    return { kind: "json", body: { ...bootDetailJson(boot, marks), nextMarks: next ?? null } };
  },
};

export const marks: Operation = {
  summary: "Marks of a boot, page by page, in the order of their instants",
  parameters: bootIdParameter,
  query: z.strictObject({
    from: offset("only marks from this offset on, ns from the boot's start"),
    to: offset("only marks before this offset"),
    ...page,
  }),
  answers: marksPage,
  async answer(reader, { id }, { from, to, ...query }) {
    const { boot } = await findBoot(reader, id);
    const at = (offset: string | undefined, name: "from" | "to") =>
      offset === undefined ? {} : { [name]: boot.startAt + BigInt(offset) };
    const { marks = [], next } =
      (await reader.marks(boot.id, {
        ...pageOf(reader, "marks", query),
        ...at(from, "from"),
        ...at(to, "to"),
      })) ?? {};
    return {
      kind: "json",
      body: {
        marks: marks.map((mark) => markJson(boot, mark)),
        total: await reader.countMarks(boot.id),
        next: next ?? null,
      },
    };
  },
};

export const events: Operation = {
  summary: "Raw events of a boot, page by page, in the order of their instants",
  parameters: bootIdParameter,
  query: z.strictObject(page),
  answers: eventsPage,
  async answer(reader, { id }, query) {
    const { boot } = await findBoot(reader, id);
    const { events = [], next } = (await reader.events(boot.id, pageOf(reader, "events", query))) ?? {};
    return {
      kind: "json",
      body: {
        events: events.map((event) => eventJson(boot, event)),
        total: await reader.countEvents(boot.id),
        next: next ?? null,
      },
    };
  },
};

export const detail: Operation = {
  summary: "What ran and was waited for inside the spans of a boot",
  parameters: bootIdParameter,
  query: z.strictObject({}),
  answers: bootInside,
  async answer(reader, { id }) {
    const { boot } = await findBoot(reader, id);
    const found = await reader.readDetail(boot.id, boot);
    if (found === undefined) throw new RequestProblem(404, "No such boot");
    return { kind: "json", body: insideJson(boot, found) };
  },
};

export const reasons: Operation = {
  summary: "Why a boot took as long as it did, what shows it and what to do",
  parameters: bootIdParameter,
  query: none,
  answers: bootReasonsFound,
  async answer(reader, { id }, _query, _origin, { statistics }) {
    const { boot } = await findBoot(reader, id);
    const [detail, others, population] = await Promise.all([
      loadDetail(reader, boot),
      reader.overlapping(besideQuery(boot)),
      statistics.population({ container: boot.container }, heldBoot(boot)),
    ]);
    const nowNs = isUnderWay(boot) && boot.outcome === "booting" ? offsetNow(boot, utcNow()) : undefined;
    const found = bootReasons(boot, { detail, others, population, nowNs });
    return { kind: "json", body: reasonsJson(found, population.n) };
  },
};

/** How a format that draws is to show a boot; others show no view, and say so. */
async function drawnView(
  reader: StoreReader,
  boot: Boot,
  format: (typeof EXPORT_KINDS)[number],
  { zoom: given, usual: wanted, expanded: opened }: Parameters,
  statistics: Statistics,
): Promise<ExportedBoot["view"]> {
  if (given === undefined && wanted === undefined && opened === undefined) return undefined;
  const chosen: ExportFormat | undefined = format === "events" ? undefined : EXPORTS[format];
  if (chosen?.isDrawn !== true)
    throw new RequestProblem(400, "Bad parameters", {
      detail: `${format} has no range, nothing usual and no inside of spans: only png, svg and html are drawn`,
    });
  const { zoom, expanded } = parseBootView({ zoom: given, expanded: opened }).view;
  if (given !== undefined && zoom === undefined)
    throw new RequestProblem(400, "Bad parameters", {
      detail: "zoom: a range of ns from the boot's start, as 0..1000000",
    });
  if (opened !== undefined && expanded === undefined)
    throw new RequestProblem(400, "Bad parameters", {
      detail: "expanded: slugs of spans, separated by commas, or all",
    });
  const usual =
    wanted === undefined
      ? undefined
      : await statistics.population({ container: boot.container }, heldBoot(boot)).catch(() => undefined);
  const detail = expanded && (await loadInside(reader, boot));
  return omitUndefined({ zoom, usual, detail, expanded });
}

export const exported: Operation = {
  summary: "A boot as a file for another tool",
  parameters: bootIdParameter.extend({
    format: z.enum(EXPORT_KINDS).meta({ description: "as of `hacotaki export --format`" }),
  }),
  query: z.strictObject({
    zoom: text("of png, svg and html: the range that is drawn, ns from the boot's start, as 0..1000000"),
    usual: z
      .literal("yes")
      .optional()
      .meta({ description: "of png, svg and html: with what is usual under the bars" }),
    expanded: z.string().max(4000).optional().meta({
      description:
        "of png, svg and html: spans whose calls and programs are drawn, by slugs, or all of them (all)",
    }),
  }),
  answers: [...new Set(["application/x-ndjson", ...EXPORT_NAMES.map((name) => EXPORTS[name].mediaType)])],
  async answer(reader, { id, format }, query, origin, { exports, statistics }) {
    const { boot } = await findBoot(reader, id);
    const name = EXPORT_KINDS.find((each) => each === format);
    if (name === undefined)
      throw new RequestProblem(404, "No such format", { detail: EXPORT_KINDS.join(", ") });
    const { mediaType, extension } = name === "events" ? EVENTS_FILE : EXPORTS[name];
    const view = await drawnView(reader, boot, name, query, statistics);
    const permalink = `${origin}${bootHref(boot.id, { collapsed: [], ...omitUndefined({ zoom: view?.zoom, expanded: view?.expanded }) })}`;
    return {
      kind: "file",
      mediaType,
      name: exportName(boot, extension),
      parts: exports.write({ boot: boot.id, format: name, permalink, ...omitUndefined({ view }) }),
    };
  },
};

export const listedContainers: Operation = {
  summary: "Containers, and how many boots of each are known",
  parameters: none,
  query: none,
  answers: containers,
  async answer(reader) {
    return { kind: "json", body: { containers: await reader.containers() } };
  },
};

export const listedAlerts: Operation = {
  summary: "Alerts, and which containers break them now",
  parameters: none,
  query: none,
  answers: alertsListed,
  async answer(_reader, _parameters, _query, _origin, { keeping }) {
    const kept = keeping.read((notebook) => ({ alerts: notebook.alerts(), open: notebook.openFirings() }));
    const { alerts, open } = kept ?? { alerts: [], open: [] };
    return { kind: "json", body: { alerts: alerts.map((alert) => alertJson(alert, open)) } };
  },
};

export const listedFirings: Operation = {
  summary: "What was broken, the newest first",
  parameters: none,
  query: z.strictObject({ limit: page.limit }),
  answers: firingsListed,
  async answer(_reader, _parameters, { limit }, _origin, { keeping }) {
    const most = limit === undefined ? ROWS : Number(limit);
    const firings = keeping.read((notebook) => notebook.firings(most)) ?? [];
    return { kind: "json", body: { firings: firings.map(firingJson) } };
  },
};

export const comparedBootsById: Operation = {
  summary: "Boots against the first of them, span by span",
  parameters: none,
  query: z.strictObject({
    boots: z
      .string()
      .max(200)
      .meta({ description: `ids of two to ${MAX_COMPARED} boots, comma-separated` }),
  }),
  answers: comparedBoots,
  async answer(reader, _parameters, { boots: ids = "" }) {
    const wanted = [...new Set(ids.split(","))];
    if (wanted.length < 2 || wanted.length > MAX_COMPARED)
      throw wrong("boots", `give two to ${MAX_COMPARED} ids, comma-separated`);
    const found = await Promise.all(wanted.map((id) => findBoot(reader, id)));
    const boots = found.map(({ boot }) => boot);
    return { kind: "json", body: comparedBootsJson(boots, compareBoots(boots)) };
  },
};

export const comparedCohortsOfBoots: Operation = {
  summary: "One cohort of boots against another: what changed, and what may be chance",
  parameters: none,
  query: z.strictObject({
    baseline: text("a filter as in the link of a list, * for every boot, or @NAME of a kept baseline"),
    candidate: text("the same"),
    alpha: text(`chance that anything is called changed though nothing is; ${DEFAULT_COHORT_OPTIONS.alpha}`),
    "min-change": text(`least part of the median that matters; ${DEFAULT_COHORT_OPTIONS.minChange}`),
  }),
  answers: comparedCohorts,
  async answer(_reader, _parameters, query, _origin, beside) {
    const view = understood(parseCohortView(query));
    const comparison = await beside.statistics.compare(
      sideFilter(view.baseline, "baseline", beside),
      sideFilter(view.candidate, "candidate", beside),
      { ...DEFAULT_COHORT_OPTIONS, alpha: view.alpha, minChange: view.minChange },
    );
    const { baseline, candidate } = comparison;
    return { kind: "json", body: { ...cohortComparisonJson(comparison), baseline, candidate } };
  },
};

export const comparedHostsOfBoots: Operation = {
  summary: "Boots by host, kernel, runtime or a label of the host, each group against all others",
  parameters: none,
  query: z.strictObject({
    by: z.string().max(600).optional().meta({
      description: "host (unless told), kernel, runtime, or label:NAME of hosts in a fleet",
    }),
    ...filter,
  }),
  answers: comparedHosts,
  async answer(_reader, _parameters, query, _origin, { statistics }) {
    const { by, filter: of } = understood(parseHostsView(query));
    return { kind: "json", body: bootGroupsJson(await statistics.groups({ by, filter: of })) };
  },
};
