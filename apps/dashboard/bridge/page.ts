import type { Statistics } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { headers } from "next/headers";
import type { EventRate } from "../charts/sparkline/layout.ts";
import type { DatabaseState } from "../server/database.ts";
import type { Keeping } from "../server/notebook.ts";
import {
  ADMITTED_HEADER,
  ANSWER_HEADER,
  missingAnswers,
  ORIGIN_HEADER,
  parseVisitor,
  published,
  SECURE_HEADER,
  VISITOR_HEADER,
  type Visitor,
} from "./server.ts";

/** Where the database is, or will be. */
export const databasePath = (): string => published().database.path;

/** The file beside which lies what people keep. */
export const keptBeside = (): string => published().keptBeside;

/** Whether boots of a fleet are shown, which come from its hosts: nothing is collected or imported here. */
export const isFleet = (): boolean => published().database.place.kind === "fleet";

/** What a page read, or why it could not. */
export type Read<T> =
  | { readonly kind: "read"; readonly value: T }
  | Exclude<DatabaseState, { readonly kind: "open" }>;

/** Reads with the open database. A database that cannot be read is an answer for the page, not a crash. */
export async function readDatabase<T>(read: (reader: StoreReader) => Promise<T>): Promise<Read<T>> {
  const { database } = published();
  const state = database.state();
  if (state.kind !== "open") return state;
  try {
    return { kind: "read", value: await read(state.reader) };
  } catch (error) {
    const failed = database.fail(error);
    if (failed === undefined || failed.kind === "open") throw error;
    return failed;
  }
}

const countHosts = async (): Promise<number> => {
  const hosts = await readDatabase((reader) => reader.hosts());
  return hosts.kind === "read" ? hosts.value.length : 0;
};

/** As last counted. */
let hostCount: number | undefined;

/**
 * Whether boots come from more than one host, so that there is something to tell apart by them; a fleet's always may. Every
 * page asks, so only the first one waits for the answer: a host that came since shows from the next page on.
 */
export async function hasHosts(): Promise<boolean> {
  if (isFleet()) return true;
  const counted = countHosts().then(
    (count) => (hostCount = count),
    () => 0, // what reads boots for the page tells why
  );
  return (hostCount ?? (await counted)) > 1;
}

/** Statistics of many boots. Rejects while the database cannot be read. */
export const statistics = (): Statistics => published().statistics;

/** What people keep beside the boots. */
export const notebook = (): Pick<Keeping, "read"> => published().keeping;

/** Whether a collector runs beside this dashboard that waits for a haconiwa to attach to. */
export const isHaconiwaAwaited = () => published().collectorBeside.isWaiting();

/** Which version this is, and of what. */
export const installation = () => published().installation;

/** The documentation that comes with this installation. */
export const documentation = () => published().documentation;

/** Where a preview of a share says what it shows. */
export const sharePreviews = () => published().sharePreviews;

/** Events a second of a recording over the last minutes, oldest first. */
export const eventRates = (recording: number): readonly EventRate[] => published().eventRates.of(recording);

/** What this process took in the last hour, oldest first. */
export const ownSamples = () => published().ownSamples.all();

/** What the last look at an alert found; undefined before there was one. */
export const standingOf = (id: number) => published().alerts.standing(id);

/** Who looks at this page: what they may not do is not offered. Whether they may is decided by the server alone. */
export const visitor = async (): Promise<Visitor> => parseVisitor((await headers()).get(VISITOR_HEADER));

/** Whether to offer what changes or keeps something. */
export const mayEdit = async (): Promise<boolean> => {
  const { role } = await visitor();
  return role === "editor" || role === "admin";
};

/** Whether to offer what only admins may do. */
export const mayAdminister = async (): Promise<boolean> => (await visitor()).role === "admin";

/** Whether this request is for a share, and for nothing else of the dashboard. */
export const isForShare = async () => (await headers()).get(ADMITTED_HEADER) !== null;

/** Where the visitor sees this page, without a path; null outside of requests. */
export const originOfVisit = async () => (await headers()).get(ORIGIN_HEADER);

/** Whether this request came through TLS. */
export const isSecureVisit = async () => (await headers()).get(SECURE_HEADER) !== null;

/**
 * Makes this answer a 404, with the page as it is. The framework's own way leaves the page empty until script has run:
 * nothing for readers without it, nor for whatever a chat sends to look at a link.
 */
export async function answerMissing(): Promise<void> {
  const answer = (await headers()).get(ANSWER_HEADER);
  if (answer !== null) missingAnswers().add(answer);
}
