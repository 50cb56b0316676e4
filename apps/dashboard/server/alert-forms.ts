import {
  isWebhookName,
  MAX_ALERTS,
  omitUndefined,
  parseBudget,
  parseWebhookBody,
  parseWebhookUrl,
  testMessage,
  utcNow,
} from "@hacotaki/core";
import { StoreError, type Notebook } from "@hacotaki/store";
import {
  alertsHref,
  ADDED_COOKIE,
  LONGEST_SECRET,
  SHORTEST_SECRET,
  type AlertProblem,
  type AlertFields,
} from "../components/alerts/alert-fields.ts";
import { leadTo } from "./form.ts";
import { RequestProblem } from "./routes/problem.ts";
import type { Asked } from "./routes/asked.ts";
import type { Services } from "./routes/services.ts";

const MAX_CONTAINER = 4096;
/** How long a page may still show the secret that was just made. */
const ADDED_S = 600;

type Done = { readonly to: string; readonly cookies?: readonly string[] };
type Change = (services: Services, form: URLSearchParams) => Promise<Done>;

const text = (form: URLSearchParams, name: string) => (form.get(name) ?? "").trim();

const idIn = (form: URLSearchParams): number | undefined => {
  const given = form.get("id");
  return given !== null && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
};

/** Back to the form, which says what is wrong and has what was typed. */
const wrong = (problem: AlertProblem, fields: AlertFields): Done => ({ to: alertsHref(problem, fields) });

async function saveAlert({ keeping }: Services, form: URLSearchParams): Promise<Done> {
  const id = idIn(form);
  const fields = {
    ...omitUndefined({ id }),
    container: text(form, "container"),
    budget: text(form, "budget").slice(0, 200),
    webhook: text(form, "webhook"),
  };
  const { container, webhook } = fields;
  if (container.length > MAX_CONTAINER || !container.isWellFormed())
    return wrong({ kind: "container", given: "" }, { ...fields, container: "" });
  const parsed = parseBudget(fields.budget);
  if ("problem" in parsed) return wrong(parsed.problem, fields);
  const alert = {
    budget: parsed.budget,
    ...(container === "" ? {} : { container }),
    ...(webhook === "" ? {} : { webhook }),
  };
  const save = (notebook: Notebook): "saved" | "gone" | "full" | "webhook" => {
    if (webhook !== "" && !notebook.webhooks().some(({ name }) => name === webhook)) return "webhook";
    if (id !== undefined) return notebook.changeAlert({ id, ...alert }) ? "saved" : "gone";
    return notebook.addAlert({ ...alert, madeAt: utcNow() }) === undefined ? "full" : "saved";
  };
  const saved = await keeping.write(save);
  if (saved === "gone") throw new RequestProblem(404, "This alert is gone: somebody removed it.");
  if (saved === "full") return wrong({ kind: "full", given: String(MAX_ALERTS) }, fields);
  if (saved === "webhook") return wrong({ kind: "webhook", given: webhook }, { ...fields, webhook: "" });
  return { to: "/alerts" };
}

export const changeAlerts: Change = async (services, form) => {
  if (form.get("remove") === null) return saveAlert(services, form);
  const id = idIn(form);
  if (id !== undefined) await services.keeping.write((notebook) => notebook.removeAlert(id));
  return { to: "/alerts" };
};

async function addWebhook({ keeping }: Services, form: URLSearchParams): Promise<Done> {
  const name = text(form, "name").slice(0, 100);
  const secret = text(form, "secret");
  // What is secret does not go into an address, where logs and histories keep it: it has to be typed again.
  const fields = { name };
  if (!isWebhookName(name)) return wrong({ kind: "name", given: name }, fields);
  const parsed = parseWebhookUrl(text(form, "url"));
  if ("problem" in parsed) return wrong({ kind: `url-${parsed.problem}`, given: "" }, fields);
  const isOwn = secret !== "";
  if (isOwn && (secret.length < SHORTEST_SECRET || secret.length > LONGEST_SECRET))
    return wrong({ kind: "secret", given: "" }, fields);
  const body = parseWebhookBody(text(form, "body")) ?? "whole";
  const webhook = { name, url: parsed.url, body, madeAt: utcNow() };
  const made = await keeping.write((notebook) => notebook.addWebhook(webhook, isOwn ? secret : undefined));
  if (made === undefined) return wrong({ kind: "taken", given: name }, fields);
  if (isOwn) return { to: "/alerts#webhooks" };
  const cookie = `${ADDED_COOKIE}=${encodeURIComponent(name)}.${made}; Path=/alerts; Max-Age=${ADDED_S}; HttpOnly; SameSite=Strict`;
  return { to: "/alerts#webhooks", cookies: [cookie] };
}

/** Adds, removes, or tries a webhook. */
export const changeWebhooks: Change = async (services, form) => {
  const { keeping, delivery, publicOrigin } = services;
  const remove = form.get("remove");
  if (remove !== null) {
    await keeping.write((notebook) => notebook.removeWebhook(remove));
    return { to: "/alerts#webhooks" };
  }
  const webhook = form.get("test");
  if (webhook === null) return addWebhook(services, form);
  const message = testMessage(publicOrigin());
  await keeping.write((notebook) => notebook.queueMessage({ kind: "test", webhook, message, now: utcNow() }));
  delivery.look();
  return { to: "/alerts#messages" };
};

function failed(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  throw new RequestProblem(503, `Nothing was kept: ${error.message}`);
}

/** Plain forms, so that they work without script; what they change is looked at at once. */
export const answerAlertForm =
  (change: Change) =>
  async (services: Services, { response }: Asked, form: URLSearchParams): Promise<void> => {
    const { to, cookies } = await change(services, form).catch(failed);
    services.alerts.soon();
    leadTo(response, to, cookies);
  };
