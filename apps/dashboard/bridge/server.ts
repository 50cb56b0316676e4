import { parseRole, type OwnSample, type Role, type Statistics } from "@hacotaki/core";
import type { EventRate } from "../charts/sparkline/layout.ts";
import type { AlertWatch } from "../server/alerts/watch.ts";
import type { Principal } from "../server/access/principal.ts";
import type { CollectorBeside } from "../server/collector-beside.ts";
import type { Database } from "../server/database.ts";
import type { Documentation } from "../server/documentation.ts";
import type { Keeping } from "../server/notebook.ts";
import type { SharePreviews } from "../server/share-previews.ts";

/**
 * The server's end of the bridge to its pages. Pages are bundled apart from the server, so a module variable would be
 * two variables: objects lie in one place of the process, and what concerns one request travels in its headers. Those
 * are dropped when they come from outside.
 */
export type Published = {
  /** Opened before any page exists; no page ever loads SQLite itself. */
  readonly database: Database;
  /** Beside which file lies what people keep. */
  readonly keptBeside: string;
  readonly statistics: Statistics;
  /** What people keep beside the boots. */
  readonly keeping: Keeping;
  /** How budgets stand. */
  readonly alerts: Pick<AlertWatch, "standing">;
  /** Events a second of a recording, oldest first. */
  readonly eventRates: { of(recording: number): readonly EventRate[] };
  /** What this process took in the last hour, oldest first. */
  readonly ownSamples: { all(): readonly OwnSample[] };
  readonly collectorBeside: CollectorBeside;
  readonly installation: Installation;
  readonly documentation: Documentation;
  /** What previews of shares have shown. */
  readonly sharePreviews: Pick<SharePreviews, "show">;
};

export type Installation = {
  readonly version: string;
  /** Whether it came as a package, not as the repository. */
  readonly isInstalled: boolean;
  /** Node, and the machine it runs on. */
  readonly runtime: string;
};

const PLACE = Symbol.for("hacotaki.dashboard.published");
const MISSING = Symbol.for("hacotaki.dashboard.missing");
type Global = typeof globalThis & { [PLACE]?: Published; [MISSING]?: Set<string> };

export function publish(published: Published): void {
  (globalThis as Global)[PLACE] = published;
}

export function published(): Published {
  const place = (globalThis as Global)[PLACE];
  if (place === undefined) throw new Error("pages are served by apps/dashboard/server/main.ts only");
  return place;
}

/** Answers whose pages have found nothing, until they are sent. */
export function missingAnswers(): Set<string> {
  const place = globalThis as Global;
  place[MISSING] ??= new Set();
  return place[MISSING];
}

/** Where the visitor sees the pages. */
export const ORIGIN_HEADER = "x-hacotaki-origin";
/** There on requests that came through TLS. */
export const SECURE_HEADER = "x-hacotaki-secure";
/** There on requests that came through the door of shares. */
export const ADMITTED_HEADER = "x-hacotaki-share";
/** What a page calls its answer by when it has found nothing to show. */
export const ANSWER_HEADER = "x-hacotaki-answer";
/** Who is looking. */
export const VISITOR_HEADER = "x-hacotaki-visitor";

/** Who looks at a page. Without a name, nobody had to log in. */
export type Visitor = { readonly name?: string; readonly role?: Role };

export const visitorText = (principal: Principal): string =>
  principal.kind === "user"
    ? `${principal.role} ${principal.name}`
    : principal.kind === "local"
      ? "admin"
      : "nobody";

export function parseVisitor(text: string | null): Visitor {
  const [given = "", name] = (text ?? "").split(" ", 2);
  const role = parseRole(given);
  return { ...(role === undefined ? {} : { role }), ...(name === undefined ? {} : { name }) };
}
