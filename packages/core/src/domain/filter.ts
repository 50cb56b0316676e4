import { bootDuration, runtimeOf, timeToDeath, type Boot, type Outcome } from "./boot.ts";
import { foldedText } from "./folded-text.ts";
import { toldReasons, type BootCause, type ReasonSlug } from "./reason.ts";

/** In filters and links: no phase was reached. */
export const NO_PHASE = "none";

/** How a range of wall time that counts from now was said, and what it meant when it was read. */
export type TimeWords = {
  /** "now-2h", "yesterday". */
  readonly words: string;
  readonly since?: bigint;
  readonly until?: bigint;
};

/** A range of wall time, UTC ns, inclusive. */
export type TimeRange = {
  readonly since?: bigint;
  readonly until?: bigint;
  /** Links say these words in place of the ends, as long as the ends are what they meant. */
  readonly time?: TimeWords;
};

/** Which boots are meant, wherever boots are chosen: the list, its charts, a cohort. Every field narrows. */
export type BootFilter = TimeRange & {
  readonly container?: string;
  /** Id of the host. */
  readonly host?: string;
  /** A label of the host, as its shipper was told: its name, or name and value as "name=value". */
  readonly hostLabel?: string;
  /** Release of the host's kernel: "6.18.5". */
  readonly kernel?: string;
  /** Any of them; all when empty or left out. */
  readonly outcomes?: readonly Outcome[];
  /** Boot duration, ns, inclusive: a boot without one is left out as soon as either is given. */
  readonly minDuration?: bigint;
  readonly maxDuration?: bigint;
  readonly hacoFile?: string;
  /** Name of the program that boots: "haconiwa", "runc". */
  readonly runtime?: string;
  /** Of boots of OCI runtimes: name of the engine that asked for it, its image, its place in Kubernetes. */
  readonly engine?: string;
  readonly image?: string;
  readonly pod?: string;
  /** A label's key, or key and value as "key=value". */
  readonly label?: string;
  /** The furthest phase they reached, by its constant; `NO_PHASE` for boots that reached none. */
  readonly phase?: string;
  /** A reason that is told of them by itself: see `toldCauses`. */
  readonly reason?: ReasonSlug;
  /** Substring of container, host, haco file, command or id, as `foldedText` compares them. */
  readonly text?: string;
};

/**
 * A part of the charts over boots that somebody drew: it narrows the list further. Inclusive; durations are of what the
 * charts draw, which of a failed boot is the time to its death.
 */
export type Box = Pick<BootFilter, "since" | "until" | "minDuration" | "maxDuration">;

/** `span:SLUG` is slowest in that span, of the boots that have it, closed. */
export type BootSort = "newest" | "slowest" | `span:${string}`;

/** What is looked for is a word or a path: longer texts are cut. */
const MAX_TEXT = 200;

/** A filter's text as `holdsText` takes it. */
export const soughtText = (text: string): string => foldedText(text.slice(0, MAX_TEXT).toWellFormed());

/** Whether one of the texts holds what is sought. */
export const holdsText = (sought: string, texts: readonly (string | null | undefined)[]): boolean =>
  texts.some((text) => typeof text === "string" && foldedText(text).includes(sought));

/** What filters look at. The database and the columns of statistics hold the same, each in its own way. */
export type Filterable = Pick<
  Boot,
  | "id"
  | "container"
  | "hostId"
  | "hostName"
  | "hostLabels"
  | "kernel"
  | "outcome"
  | "losses"
  | "startAt"
  | "upAt"
  | "wallTime"
  | "hacoFile"
  | "furthestPhase"
  | "oci"
> & {
  /** Arguments joined by spaces. */
  readonly command?: string;
  /** Of a summary, told by themselves. */
  readonly reasons?: readonly ReasonSlug[];
  /** Of a boot. */
  readonly causes?: readonly BootCause[];
};

/** A label as a filter says it: its key, and its value where that is asked for. */
export function labelOf(label: string): { readonly key: string; readonly value: string | undefined } {
  const end = label.indexOf("=");
  return end < 0
    ? { key: label, value: undefined }
    : { key: label.slice(0, end), value: label.slice(end + 1) };
}

/** Whether labels hold what a filter says. */
export function hasLabel(labels: Readonly<Record<string, string>> | undefined, label: string): boolean {
  const { key, value } = labelOf(label);
  if (labels === undefined || !Object.hasOwn(labels, key)) return false;
  return value === undefined || labels[key] === value;
}

const isWithin = (value: bigint | undefined, from: bigint | undefined, to: bigint | undefined) =>
  (from === undefined && to === undefined) ||
  (value !== undefined && (from === undefined || value >= from) && (to === undefined || value <= to));

/** Whether a boot is meant. What is asked of many boots at once, by SQL and by columns, answers alike. */
export function isMeant(boot: Filterable, filter: BootFilter): boolean {
  const { container, host, outcomes = [], hacoFile, runtime, phase, reason, text = "" } = filter;
  const { engine, image, pod, label, hostLabel, kernel } = filter;
  return (
    (container === undefined || boot.container === container) &&
    (host === undefined || boot.hostId === host) &&
    (hostLabel === undefined || hasLabel(boot.hostLabels, hostLabel)) &&
    (kernel === undefined || boot.kernel === kernel) &&
    (hacoFile === undefined || boot.hacoFile === hacoFile) &&
    (runtime === undefined || runtimeOf(boot) === runtime) &&
    (engine === undefined || boot.oci?.engine === engine) &&
    (image === undefined || boot.oci?.image === image) &&
    (pod === undefined || boot.oci?.pod === pod) &&
    (label === undefined || hasLabel(boot.oci?.labels, label)) &&
    (phase === undefined || (boot.furthestPhase ?? NO_PHASE) === phase) &&
    (reason === undefined || (boot.reasons ?? toldReasons(boot.causes)).includes(reason)) &&
    (outcomes.length === 0 || outcomes.includes(boot.outcome)) &&
    isWithin(bootDuration(boot), filter.minDuration, filter.maxDuration) &&
    isWithin(boot.wallTime, filter.since, filter.until) &&
    (text === "" ||
      holdsText(soughtText(text), [boot.container, boot.hostName, boot.hacoFile, boot.command, boot.id]))
  );
}

/** Whether a boot is in a box of the charts. */
export const isInBox = (boot: Filterable & Pick<Boot, "endAt">, box: Box): boolean =>
  isWithin(bootDuration(boot) ?? timeToDeath(boot), box.minDuration, box.maxDuration) &&
  isWithin(boot.wallTime, box.since, box.until);
