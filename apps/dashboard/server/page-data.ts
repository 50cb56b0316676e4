import {
  encodeWire,
  filterOf,
  omitUndefined,
  packBoots,
  parseBootId,
  parseBootsView,
  parseBootView,
  parseContainersView,
  shownEvent,
  shownMark,
  soughtWords,
  TIME_SCALES,
  utcNow,
  type BootMessage,
  type DetailMessage,
  type HitsMessage,
  type MarksMessage,
  type PointsMessage,
  type Statistics,
  type StuckMessage,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { awayBoots } from "../components/ui/watched.ts";
import { isUnderWay } from "../components/ui/boot-facts.ts";
import { bootUsual, stuckAfter } from "../components/ui/stuck.ts";
import { loadInside } from "../components/ui/load-inside.ts";
import { marksOver } from "../components/boot/marks-over.ts";
import {
  listContainers,
  listImages,
  type ContainersMessage,
} from "../components/containers/list-containers.ts";
import { listBoots } from "../components/boots/list-boots.ts";
import { chartsOf, overviewQuery } from "../components/boots/overview-query.ts";
import { changesSince } from "./changes.ts";
import { paletteAnswer } from "../components/ui/palette-answer.ts";
import { answerJson } from "./routes/json.ts";
import { openReader, RequestProblem } from "./routes/problem.ts";
import type { Answer } from "./routes/route.ts";
import type { Asked } from "./routes/asked.ts";

/** More rows than any page of the list has. */
const MAX_IDS = 200;
const MAX_NAME = 4096;

type Sources = { readonly reader: StoreReader; readonly statistics: Statistics };
/** What a page reads after it was loaded: an object, or the text of one. Throws a problem. */
export type PageData = (
  sources: Sources,
  query: URLSearchParams,
  parameters: Asked["parameters"],
) => Promise<object | string>;

const wrong = (detail: string) => new RequestProblem(400, "Bad parameters", { detail });
const noSuchBoot = () => new RequestProblem(404, "No such boot");

/** The list's own filter, of which everything has to be understood. */
function viewOf(query: URLSearchParams) {
  const { view, dropped } = parseBootsView(Object.fromEntries(query));
  if (dropped.length > 0) throw wrong(`not understood: ${dropped.join(", ")}`);
  return view;
}

export const changes: PageData = async ({ reader }, query) => {
  const since = query.get("since") ?? "";
  if (!/^\d{1,18}$/.test(since)) throw wrong("since: a revision, as a decimal number");
  return changesSince(reader, BigInt(since));
};

export const boots: PageData = async ({ reader, statistics }, query) =>
  packBoots(await listBoots(reader, statistics, viewOf(query), query.get("after") ?? undefined));

export const boot: PageData = async ({ reader }, _query, { id: given = "" }): Promise<BootMessage> => {
  const id = parseBootId(given);
  const revision = await reader.revision();
  const [found, marks] = id ? await Promise.all([reader.findBoot(id), reader.drawnMarks(id)]) : [];
  if (!found || !marks) throw noSuchBoot();
  const now = utcNow();
  const since = (await awayBoots(reader, [found.boot], now)).get(found.boot.id);
  return { boot: found.boot, marks, revision, now, ...omitUndefined({ since }) };
};

/** The inside of a boot's spans, calls and helpers among it. */
export const detail: PageData = async ({ reader }, _query, { id: given = "" }): Promise<DetailMessage> => {
  const id = parseBootId(given);
  const revision = await reader.revision();
  const boot = id && (await reader.findBoot(id))?.boot;
  const inside = boot && (await loadInside(reader, boot));
  if (!inside) throw noSuchBoot();
  return { detail: inside, revision };
};

/** Rows of the table of containers, from one of them on. */
export const containers: PageData = ({ reader, statistics }, query): Promise<ContainersMessage> =>
  listContainers(reader, statistics, parseContainersView(Object.fromEntries(query)));

/** Rows of the table of images, from one of them on. */
export const images: PageData = ({ statistics }, query): Promise<ContainersMessage> =>
  listImages(statistics, parseContainersView(Object.fromEntries(query)));

/** The marks of a boot over a range of offsets, as the page has it in its address. */
export const marks: PageData = async ({ reader }, query, { id: given = "" }): Promise<MarksMessage> => {
  const id = parseBootId(given);
  const { zoom } = parseBootView({ zoom: query.get("zoom") ?? undefined }).view;
  if (zoom === undefined) throw wrong("zoom: a range of ns from the boot's start, as 0..1000000");
  const boot = id && (await reader.findBoot(id))?.boot;
  const drawn = boot && (await marksOver(reader, boot, zoom));
  if (!drawn) throw noSuchBoot();
  return drawn;
};

/** Boots on their way that are looked at: with more of them at once, that is what is to be told. */
const MAX_BOOTING = 200;

/** What every page asks of boots on their way: from when on they are called stuck. */
export const stuck: PageData = async ({ reader, statistics }): Promise<StuckMessage> => {
  const now = utcNow();
  const { boots: booting } = await reader.listBoots({
    filter: { outcomes: ["booting"] },
    limit: MAX_BOOTING,
  });
  const away = await awayBoots(reader, booting, now);
  const watched = booting.filter((each) => isUnderWay(each) && !away.has(each.id));
  const containers = [...new Set(watched.map(({ container }) => container))];
  const usual = new Map(
    await Promise.all(
      containers.map(async (container) => {
        // Without statistics it is as without history.
        const population = await statistics.population({ container }).catch(() => undefined);
        return [container, bootUsual(population)] as const;
      }),
    ),
  );
  return {
    boots: watched.map(({ id, wallTime = now, container }) => ({
      id,
      wallTime,
      durationNs: stuckAfter(usual.get(container)),
    })),
    away: [...away].map(([id, since]) => ({ id, since })),
    now,
  };
};

const MAX_HITS = 200;

/** Marks or events of a boot that hold what is looked for: a page of them, or, of none asked for, how many. */
export const search: PageData = async ({ reader }, query, { id: given = "" }): Promise<HitsMessage> => {
  const of = query.get("in");
  if (of !== "marks" && of !== "events") throw wrong("in: marks or events");
  const limit = query.get("limit") ?? "100";
  if (!/^\d{1,3}$/.test(limit) || Number(limit) > MAX_HITS) throw wrong(`limit: 0 to ${MAX_HITS}`);
  const after = query.get("after") ?? undefined;
  if (after !== undefined && !reader.isRowCursor(of, after))
    throw wrong("after: what a page before gave as next");
  const asked = {
    words: soughtWords(query.get("q") ?? ""),
    limit: Number(limit),
    ...omitUndefined({ after }),
  };
  const id = parseBootId(given);
  if (of === "marks") {
    const found = id && (await reader.searchMarks(id, asked));
    if (!found) throw noSuchBoot();
    const { rows, ...rest } = found;
    return { ...rest, marks: rows.map(shownMark), events: [] };
  }
  const found = id && (await reader.searchEvents(id, asked));
  if (!found) throw noSuchBoot();
  const { rows, ...rest } = found;
  return { ...rest, marks: [], events: rows.map(shownEvent) };
};

/** What differs, of the filter that the list has. */
export const whatDiffers: PageData = ({ statistics }, query) => {
  const view = viewOf(query);
  return statistics.whatDiffers({ filter: filterOf(view), box: view.box ?? {} });
};

export const overview: PageData = async ({ statistics }, query) => {
  const view = viewOf(query);
  const [found, state] = await Promise.all([
    statistics.overview(overviewQuery(view, view.scale ?? TIME_SCALES[0])),
    statistics.state(chartsOf(view)),
  ]);
  return { overview: found, state };
};

/** The marks of the scatter, one by one: of cells there are none. */
export const points: PageData = async ({ statistics }, query): Promise<PointsMessage> => {
  const view = viewOf(query);
  const { scatter } = await statistics.overview(overviewQuery(view, view.scale ?? TIME_SCALES[0]));
  return { points: scatter.kind === "points" ? scatter.points : [] };
};

export const population: PageData = async ({ statistics }, query) => {
  const container = query.get("container") ?? "";
  if (container === "" || container.length > MAX_NAME)
    throw wrong(`container: a name of up to ${MAX_NAME} characters`);
  return statistics.population({ container });
};

export const percentiles: PageData = async ({ statistics }, query) => {
  const given = (query.get("ids") ?? "").split(",");
  const ids = given.flatMap((id) => parseBootId(id) ?? []);
  if (ids.length !== given.length || ids.length > MAX_IDS)
    throw wrong(`ids: up to ${MAX_IDS} ids of boots, with commas between them`);
  return statistics.percentiles(ids);
};

export const palette: PageData = ({ reader }, query) => paletteAnswer(reader, query.get("q") ?? "");

export const answerPageData =
  (data: PageData): Answer =>
  async ({ database, statistics }, { response, url, parameters }) => {
    const sources = { reader: openReader(database), statistics };
    const told = await data(sources, url.searchParams, parameters);
    answerJson(response, typeof told === "string" ? told : encodeWire(told));
  };

/** Every page asks it: where there is no database nothing is on its way, and nobody needs to be told of it once more. */
export const answerStuck: Answer = (services, asked) =>
  services.database.state().kind === "open"
    ? answerPageData(stuck)(services, asked)
    : answerJson(asked.response, encodeWire<StuckMessage>({ boots: [], away: [], now: utcNow() }));
