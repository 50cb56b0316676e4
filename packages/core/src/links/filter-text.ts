import { OUTCOMES } from "../domain/boot.ts";
import { NO_PHASE, type BootFilter } from "../domain/filter.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { isKept, isReasonSlug, type ReasonSlug } from "../domain/reason.ts";
import { visibleText } from "../words/format.ts";
import { durationText, parseDurationField } from "./link-values.ts";
import {
  MAX_TEXT,
  queryOf,
  readerOf,
  severalOf,
  textUpTo,
  type Parse,
  type ParsedView,
  type Reader,
  type SearchParams,
} from "./reader.ts";
import { readTime, timeQuery } from "./time-parameters.ts";
import { utcClock, type Clock } from "./time-range.ts";

/** Haco files have paths of any length the system allows. */
const MAX_PATH = 4096;
/** Images are named by registry, repository and digest. */
const MAX_NAME = 512;
const text = textUpTo(MAX_TEXT);
const CONSTANT = /^[A-Z][A-Z0-9_]{0,63}$/;
/** A constant of the domain, whatever generation of the probes has it. */
const phase: Parse<string> = (given) => (given === NO_PHASE || CONSTANT.test(given) ? given : undefined);

const PROGRAM = /^[a-z0-9][a-z0-9._-]{0,31}$/;
const runtime: Parse<string> = (given) => (PROGRAM.test(given) ? given : undefined);

const reason: Parse<ReasonSlug> = (given) => (isReasonSlug(given) && isKept(given) ? given : undefined);

/** The filter among a link's parameters. */
export function readFilter(reader: Reader, clock: Clock): BootFilter {
  const { read, readRange } = reader;
  const outcomes = read("outcome", severalOf(OUTCOMES));
  const [minDuration, maxDuration] = readRange(["min", "max"], parseDurationField);
  return omitUndefined({
    container: read("container", text),
    host: read("host", text),
    hostLabel: read("host-label", textUpTo(MAX_NAME)),
    kernel: read("kernel", text),
    outcomes,
    text: read("q", text),
    hacoFile: read("haco", textUpTo(MAX_PATH)),
    runtime: read("runtime", runtime),
    engine: read("engine", runtime),
    image: read("image", textUpTo(MAX_NAME)),
    pod: read("pod", textUpTo(MAX_NAME)),
    label: read("label", textUpTo(MAX_NAME)),
    phase: read("phase", phase),
    reason: read("reason", reason),
    minDuration,
    maxDuration,
    ...readTime(reader, clock),
  });
}

/** The boots a link means: of the list, or of one side of a comparison. */
export function parseBootFilter(params: SearchParams, clock: Clock = utcClock()): ParsedView<BootFilter> {
  const reader = readerOf(params);
  return { view: readFilter(reader, clock), dropped: reader.dropped };
}

const written = (value: bigint | undefined, write: (value: bigint) => string) =>
  value === undefined ? undefined : write(value);

/** The parameters of a filter. */
export const filterQuery = (filter: BootFilter): URLSearchParams =>
  queryOf({
    container: filter.container,
    host: filter.host,
    "host-label": filter.hostLabel,
    kernel: filter.kernel,
    outcome: filter.outcomes?.join(","),
    q: filter.text,
    haco: filter.hacoFile,
    runtime: filter.runtime,
    engine: filter.engine,
    image: filter.image,
    pod: filter.pod,
    label: filter.label,
    phase: filter.phase,
    reason: filter.reason,
    min: written(filter.minDuration, durationText),
    max: written(filter.maxDuration, durationText),
    ...timeQuery(filter),
  });

/** A filter as its link has it, without a question mark. */
export const filterText = (filter: BootFilter) => filterQuery(filter).toString();

/** What a link's text says of a filter, and the names of the parts that make no sense and were left out. */
export function readFilterText(
  given: string,
  clock: Clock = utcClock(),
): {
  readonly filter: BootFilter;
  readonly bad: readonly string[];
} {
  const parameters = new URLSearchParams(given);
  const params = Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]),
  );
  const { view, dropped } = parseBootFilter(params, clock);
  // Words that name a range for good are instants in the filter.
  const understood = new Set(["time", ...filterQuery(view).keys()]);
  const strange = Object.keys(params).filter((name) => !understood.has(name) && !dropped.includes(name));
  return { filter: view, bad: [...dropped, ...strange] };
}

/** The filter of a link's text; undefined with the names of the parts that make no sense. */
export function parseFilterText(
  given: string,
  clock: Clock = utcClock(),
): { readonly filter: BootFilter } | { readonly bad: readonly string[] } {
  const { filter, bad } = readFilterText(given, clock);
  return bad.length > 0 ? { bad } : { filter };
}

/** A filter as a person would type it: only what its syntax needs stays escaped. */
export const readableFilter = (filter: BootFilter) =>
  visibleText(
    filterText(filter).replaceAll(/%(3A|2F|2C)/gi, (escape) => decodeURIComponent(escape)) || "*",
    300,
  );
