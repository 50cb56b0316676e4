import type { SearchParams } from "@hacotaki/core";

/** Of the secret of a webhook that was just made. */
export const ADDED_COOKIE = "hacotaki-webhook";
export const SHORTEST_SECRET = 16;
export const LONGEST_SECRET = 200;

const PROBLEMS = [
  "empty",
  "shape",
  "measure",
  "quantile",
  "duration",
  "count",
  "window",
  "container",
  "full",
  "webhook",
  "name",
  "taken",
  "secret",
  "url-shape",
  "url-scheme",
  "url-login",
  "url-fragment",
  "url-length",
  "url-control",
] as const;
export type AlertProblemKind = (typeof PROBLEMS)[number];

/** Why a form was not taken. `given` is the part that is not understood. */
export type AlertProblem = { readonly kind: AlertProblemKind; readonly given: string };

/** What was typed, to go on with. */
export type AlertFields = {
  /** Of the alert that is edited. */
  readonly id?: number;
  readonly container?: string;
  readonly budget?: string;
  readonly webhook?: string;
  /** Of a webhook. */
  readonly name?: string;
};

const OF_WEBHOOK = new Set<AlertProblemKind>(PROBLEMS.slice(PROBLEMS.indexOf("name")));
export const isOfWebhook = (kind: AlertProblemKind): boolean => OF_WEBHOOK.has(kind);

/** The page of alerts with what is wrong and what was typed. */
export function alertsHref(problem: AlertProblem, { id, ...fields }: AlertFields): string {
  const query = new URLSearchParams({ wrong: problem.kind, given: problem.given });
  for (const [name, value] of Object.entries(fields)) if (value !== "") query.set(name, value);
  if (id !== undefined) query.set("id", String(id));
  const place = isOfWebhook(problem.kind) ? "new-webhook" : id === undefined ? "new-alert" : `alert-${id}`;
  return `/alerts?${query}#${place}`;
}

const MAX_FIELD = 500;

/** What a link to the page of alerts has; anything else in it is left out. */
export function parseAlertsView(params: SearchParams): {
  readonly problem?: AlertProblem;
  readonly fields: AlertFields;
} {
  const read = (name: string) => {
    const value = params[name];
    return typeof value === "string" && value.length <= MAX_FIELD ? value : undefined;
  };
  const kind = PROBLEMS.find((each) => each === read("wrong"));
  const fields: Record<string, string> = {};
  for (const name of ["container", "budget", "webhook", "name"]) {
    const value = read(name);
    if (value !== undefined) fields[name] = value;
  }
  const id = /^\d{1,15}$/.exec(read("id") ?? "")?.[0];
  return {
    fields: { ...fields, ...(id === undefined ? {} : { id: Number(id) }) },
    ...(kind === undefined ? {} : { problem: { kind, given: read("given") ?? "" } }),
  };
}

/** Name and secret of the webhook that this browser just added. */
export function parseAdded(
  cookie: string | undefined,
): { readonly name: string; readonly secret: string } | undefined {
  const [, name, secret] = /^([^.]{1,400})\.([\w-]{20,100})$/.exec(cookie ?? "") ?? [];
  if (name === undefined || secret === undefined) return undefined;
  try {
    return { name: decodeURIComponent(name), secret };
  } catch {
    return undefined;
  }
}
