import { admin, anyone, editor, metrics, read, viewer, type Need } from "../access/need.ts";
import { answerAlertForm, changeAlerts, changeWebhooks } from "../alert-forms.ts";
import { answerOperation } from "../api-v1/answer.ts";
import { openApi } from "../api-v1/openapi.ts";
import * as operations from "../api-v1/operations.ts";
import type { Operation } from "../api-v1/operations.ts";
import { readForm } from "../form.ts";
import { answerAlive, answerReady } from "../health.ts";
import { answerExamples, answerTour, answerUpload } from "../import.ts";
import { answerKeepForm, baselines, notes, pins, revoke, shares } from "../keep-forms.ts";
import { answerMetrics } from "../metrics.ts";
import * as pageData from "../page-data.ts";
import { savePreferences } from "../preferences.ts";
import { tourStep } from "../tour.ts";
import { answerJson } from "./json.ts";
import { builtFile, logIn, logOut, loginPage, sharedCard, sharedPage, showPage } from "./pages.ts";
import { noSuchResource } from "./problem.ts";
import type { Answer, Route, Takes } from "./route.ts";
import type { Asked } from "./asked.ts";
import type { Services } from "./services.ts";

/** Bytes of the longest password and of the longest note, every one of them escaped, and room for the rest. */
const PASSWORD_FORM = 16_384;
export const LONGEST_FORM = 65_536;
const SHORT_FORM = 1024;

const NOTHING: Takes = { kind: "nothing" };

const page = (path: string, need: Need, answer: Answer = showPage): Route => ({
  method: "GET",
  path,
  need,
  speaks: "page",
  takes: NOTHING,
  answer,
});
const file = (path: string, need: Need, answer: Answer): Route => ({
  ...page(path, need, answer),
  speaks: "text",
});
/** What pages read after they were loaded. */
const data = (path: string, answer: pageData.PageData): Route => ({
  ...page(path, viewer, pageData.answerPageData(answer)),
  speaks: "problem",
});
const program = (path: string, need: Need, answer: Answer): Route => ({
  ...page(path, need, answer),
  speaks: "problem",
});
const api = (path: string, operation: Operation): Route => ({
  ...program(path, read, answerOperation(operation)),
  operation,
});
/** An address of an earlier version: it leads on, query and all. */
const moved = (path: string, need: Need, to: string): Route =>
  program(path, need, (_services, { response, url }) => {
    response.writeHead(308, { Location: `${to}${url.search}`, "Cache-Control": "no-store" }).end();
  });
const form = (
  path: string,
  need: Need,
  maxBytes: number,
  answer: (services: Services, asked: Asked, form: URLSearchParams) => void | Promise<void>,
): Route => ({
  method: "POST",
  path,
  need,
  speaks: "text",
  takes: { kind: "form", maxBytes },
  answer: async (services, asked) => answer(services, asked, await readForm(asked.request)),
});
/** Its answer counts what arrives: a recording may be larger than anything else, and of a length nobody knows yet. */
const upload = (path: string, need: Need, answer: Answer): Route => ({
  method: "POST",
  path,
  need,
  speaks: "text",
  takes: { kind: "stream" },
  answer,
});
const event = (path: string, need: Need): Route => ({
  method: "SOCKET",
  path,
  need,
  speaks: "text",
  takes: NOTHING,
});
const nothing = () => {
  throw noSuchResource();
};

/**
 * Every entry of this server: what may be asked, who may, and who answers. All that is known of a route is known from
 * here: access, the methods that are allowed, the bodies that are taken, the API's description. The first row that fits
 * a path has it; the last ones are for what no other row has.
 */
export const ROUTES: readonly Route[] = [
  page("/", viewer),
  page("/about", viewer),
  page("/alerts", viewer),
  page("/boots/[id]", viewer),
  { ...page("/boots/[id]/perfetto", viewer), handsOver: true },
  page("/collector", viewer),
  page("/compare", viewer),
  page("/containers", viewer),
  page("/containers/[name]", viewer),
  page("/docs", viewer),
  page("/docs/[page]", viewer),
  page("/docs/decisions/[page]", viewer),
  page("/forbidden", viewer),
  page("/hosts", viewer),
  page("/images", viewer),
  page("/live", viewer),
  page("/login", anyone, loginPage),
  page("/pins", viewer),
  page("/share", editor),
  page("/shares", editor),
  page("/tour", viewer),
  file("/tour/[step]", viewer, tourStep),
  // Its token says whether there is anything to see.
  page("/s/[token]", anyone, sharedPage),
  file("/s/[token]/card.png", anyone, sharedCard),

  file("/cards/[...]", viewer, ({ cards }, asked) => cards.answer(asked)),
  file("/icon.svg", anyone, showPage),
  file("/_next/static/[...]", anyone, builtFile),
  file("/_next/[...]", viewer, showPage),

  data("/api/boots", pageData.boots),
  data("/api/boots/[id]", pageData.boot),
  data("/api/boots/[id]/detail", pageData.detail),
  data("/api/boots/[id]/marks", pageData.marks),
  data("/api/boots/[id]/search", pageData.search),
  data("/api/changes", pageData.changes),
  data("/api/containers", pageData.containers),
  data("/api/images", pageData.images),
  data("/api/overview", pageData.overview),
  data("/api/points", pageData.points),
  data("/api/palette", pageData.palette),
  data("/api/percentiles", pageData.percentiles),
  data("/api/population", pageData.population),
  { ...data("/api/stuck", pageData.stuck), answer: pageData.answerStuck },
  data("/api/what-differs", pageData.whatDiffers),

  program("/api/v1/openapi.json", read, (_services, { response }) => answerJson(response, openApi(ROUTES))),
  api("/api/v1/boots", operations.boots),
  api("/api/v1/boots/[id]", operations.boot),
  api("/api/v1/boots/[id]/marks", operations.marks),
  api("/api/v1/boots/[id]/events", operations.events),
  api("/api/v1/boots/[id]/detail", operations.detail),
  api("/api/v1/boots/[id]/reasons", operations.reasons),
  api("/api/v1/boots/[id]/export/[format]", operations.exported),
  api("/api/v1/containers", operations.listedContainers),
  api("/api/v1/alerts", operations.listedAlerts),
  api("/api/v1/alerts/firings", operations.listedFirings),
  api("/api/v1/compare/boots", operations.comparedBootsById),
  api("/api/v1/compare/cohorts", operations.comparedCohortsOfBoots),
  api("/api/v1/compare/hosts", operations.comparedHostsOfBoots),
  moved("/api/v1/compare/groups", read, "/api/v1/compare/cohorts"),
  program("/metrics", metrics, answerMetrics),
  // Probes have no login, and are told nothing of boots.
  program("/healthz", anyone, answerAlive),
  program("/readyz", anyone, answerReady),

  form("/api/alerts", admin, LONGEST_FORM, answerAlertForm(changeAlerts)),
  form("/api/webhooks", admin, LONGEST_FORM, answerAlertForm(changeWebhooks)),
  form("/api/baselines", editor, LONGEST_FORM, answerKeepForm(baselines)),
  form("/api/notes", editor, LONGEST_FORM, answerKeepForm(notes)),
  form("/api/pins", editor, LONGEST_FORM, answerKeepForm(pins)),
  form("/api/shares", editor, LONGEST_FORM, answerKeepForm(shares)),
  form("/api/shares/revoke", editor, LONGEST_FORM, answerKeepForm(revoke)),
  form("/api/preferences", anyone, SHORT_FORM, savePreferences),
  form("/api/login", anyone, PASSWORD_FORM, logIn),
  form("/api/logout", anyone, SHORT_FORM, logOut),
  upload("/api/import", editor, answerUpload),
  form("/api/import/examples", editor, SHORT_FORM, answerExamples),
  form("/api/import/tour", editor, SHORT_FORM, answerTour),

  event("connection", viewer),
  event("changes", viewer),
  event("revision", viewer),
  event("database", viewer),

  program("/api/v1", read, nothing),
  program("/api/v1/[...]", read, nothing),
  program("/api/[...]", viewer, nothing),
  // The framework says that they are not there, or where they are today.
  page("/[...]", viewer),
];
