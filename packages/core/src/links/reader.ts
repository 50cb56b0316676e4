import type { ZoomRange } from "../domain/time.ts";

/** Query parameters as a server or `URLSearchParams` gives them; a repeated name is an array. */
export type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A view read from a URL, and the names of the parameters that made no sense and were left out. */
export type ParsedView<View> = { readonly view: View; readonly dropped: readonly string[] };

/** What a text means; undefined where it makes no sense. */
export type Parse<T> = (text: string) => T | undefined;

export type Reader = {
  /** Names of the parameters that made no sense, as far as they were read. */
  readonly dropped: string[];
  /** Undefined where the parameter is absent, empty, given twice or makes no sense; the last two are dropped. */
  read<T>(name: string, parse: Parse<T>): T | undefined;
  /** Two ends of a range: a last one before the first is dropped. */
  readRange(
    names: readonly [string, string],
    parse: Parse<bigint>,
  ): readonly [bigint | undefined, bigint | undefined];
};

/** Check boxes of a form without script send their name once for each. */
const REPEATABLE: ReadonlySet<string> = new Set([
  "outcome",
  "collapsed",
  "expanded",
  "hide",
  "show",
  "boots",
]);

const textOf = (name: string, given: string | readonly string[]): string | undefined =>
  typeof given === "string"
    ? given
    : REPEATABLE.has(name)
      ? given.join(",")
      : given.length === 1
        ? given[0]
        : undefined;

/** Reads parameters one by one: every view of a link is read by this. */
export function readerOf(params: SearchParams): Reader {
  const dropped: string[] = [];
  const read = <T>(name: string, parse: Parse<T>): T | undefined => {
    const given = params[name];
    if (given === undefined || given === "") return undefined;
    const text = textOf(name, given);
    if (text === "") return undefined;
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) dropped.push(name);
    return value;
  };
  return {
    dropped,
    read,
    readRange([first, last], parse) {
      const [from, to] = [read(first, parse), read(last, parse)];
      if (from === undefined || to === undefined || from <= to) return [from, to];
      dropped.push(last);
      return [from, undefined];
    },
  };
}

/** A text of a person's length, without half a character. */
export const textUpTo =
  (length: number): Parse<string> =>
  (text) =>
    text.length <= length && text.isWellFormed() ? text : undefined;

export const MAX_TEXT = 200;

const isOneOf = <T extends string>(options: readonly T[], text: string): text is T =>
  (options as readonly string[]).includes(text);

/** A member of a closed list. */
export const choiceOf =
  <T extends string>(options: readonly T[]): Parse<T> =>
  (text) =>
    isOneOf(options, text) ? text : undefined;

/** Comma-separated members of a closed list, each once, in the list's order. One stranger spoils it. */
export const severalOf =
  <T extends string>(options: readonly T[]): Parse<readonly T[]> =>
  (text) => {
    const members = text.split(",");
    return members.every((member) => isOneOf(options, member))
      ? options.filter((option) => members.includes(option))
      : undefined;
  };

/** A text of a form. */
export const matching =
  (form: RegExp): Parse<string> =>
  (text) =>
    form.test(text) ? text : undefined;

/** Slug of a span. */
export const parseSlug = matching(/^[a-z0-9-]{1,100}$/);

/** Signed: a launcher's process starts before its exec. 18 digits stay inside 64 bits. */
const ZOOM = /^(-?\d{1,18})\.\.(-?\d{1,18})$/;

export const parseZoom: Parse<ZoomRange> = (text) => {
  const [, from, to] = ZOOM.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const zoom = { fromNs: BigInt(from), toNs: BigInt(to) };
  return zoom.fromNs < zoom.toNs ? zoom : undefined;
};

export const zoomText = ({ fromNs, toNs }: ZoomRange): string => `${fromNs}..${toNs}`;

/** Parameters in their order; what is undefined or empty is left out, so that equal views have equal links. */
export function queryOf(fields: Readonly<Record<string, string | undefined>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined && value !== "") query.set(name, value);
  return query;
}

/** A value unless it is the usual one, which links leave out. */
export const unlessUsual = <T>(value: T, usual: T): T | undefined => (value === usual ? undefined : value);

export const hrefOf = (path: string, query: URLSearchParams): string =>
  query.size === 0 ? path : `${path}?${query.toString()}`;
