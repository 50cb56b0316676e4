import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import {
  alertJson,
  budgetProblemText,
  budgetText,
  firingJson,
  firingText,
  formatDuration,
  isoWallTime,
  isWebhookName,
  MAX_ALERTS,
  omitUndefined,
  parseBudget,
  parseWebhookUrl,
  testMessage,
  urlProblemText,
  utcNow,
  visibleText,
  WEBHOOK_BODIES,
  webhookHost,
  type Budget,
  type WebhookBody,
} from "@hacotaki/core";
import { openNotebook, PATIENCE_MS, type MessageState, type Notebook } from "@hacotaki/store";
import { Command, Option } from "commander";
import { databasePath, withNotebook, type DatabaseFlag } from "../flags/database.ts";
import { dashboardUrl, type DashboardFlag } from "../flags/dashboard-url.ts";
import { CliFailure, notFound, wrongUsage } from "../output/failure.ts";
import { countFlag, secondsFlag } from "../flags/flags.ts";
import { complain, print, printLines, standardOutput } from "../output/output.ts";
import { paintFor } from "../terminal/paint.ts";
import { drawTable } from "../terminal/table.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { command } from "./command.ts";

const FIRINGS = 50;
const LOOK_MS = 300;
const TEST_WAIT_NS = 30_000_000_000n;
const NS_PER_MS = 1_000_000n;
const [SHORTEST_SECRET, LONGEST_SECRET] = [16, 200];

type JsonFlag = DatabaseFlag & { readonly json?: boolean };
const iso = (ns: bigint | undefined) => (ns === undefined ? null : (isoWallTime(ns) ?? null));
const when = (ns: bigint | undefined) => isoWallTime(ns)?.slice(0, 19).replace("T", " ") ?? "";
const printJson = (rows: unknown) => print(`${JSON.stringify(rows, undefined, 2)}\n`);
const paint = () => paintFor(terminalOf(standardOutput, process.env));

function budgetIn(text: string): Budget {
  const parsed = parseBudget(text);
  if ("problem" in parsed) throw wrongUsage(`${budgetProblemText(parsed.problem)}.`);
  return parsed.budget;
}

function knownWebhook(notebook: Notebook, name: string): string {
  if (notebook.webhooks().some((each) => each.name === name)) return name;
  throw notFound(`no webhook ${JSON.stringify(name)}: hacotaki alerts webhook list shows them.`);
}

type AddFlags = DatabaseFlag & { readonly container?: string; readonly webhook?: string };

async function add(text: string, { container, webhook, ...flags }: AddFlags): Promise<void> {
  const budget = budgetIn(text);
  const id = withNotebook(flags, (notebook) => {
    const told = webhook === undefined ? undefined : knownWebhook(notebook, webhook);
    return notebook.addAlert({ budget, madeAt: utcNow(), ...omitUndefined({ container, webhook: told }) });
  });
  if (id === undefined)
    throw new CliFailure(
      `there are ${MAX_ALERTS} alerts already: remove one first (hacotaki alerts remove ID).`,
    );
  await print(`${id}\n`);
  complain(
    `${container === undefined ? "every container" : visibleText(container)}: ${budgetText(budget)}\n`,
  );
}

function remove(id: number, flags: DatabaseFlag): void {
  if (!withNotebook(flags, (notebook) => notebook.removeAlert(id)))
    throw notFound(`no alert ${id}: hacotaki alerts list shows them.`);
}

async function list(flags: JsonFlag): Promise<void> {
  const { alerts, open } = withNotebook(flags, (notebook) => ({
    alerts: notebook.alerts(),
    open: notebook.openFirings(),
  }));
  const broken = (id: number) =>
    open.filter(({ alertId }) => alertId === id).map(({ container }) => container);
  if (flags.json) return printJson(alerts.map((alert) => alertJson(alert, open)));
  if (alerts.length === 0)
    return printLines(['No alerts yet. hacotaki alerts add "boot p95 <= 300ms" makes one.']);
  await printLines(
    drawTable(
      [
        { title: "ID", cells: alerts.map(({ id }) => String(id)), alignRight: true },
        { title: "BUDGET", cells: alerts.map(({ budget }) => budgetText(budget)) },
        {
          title: "CONTAINER",
          cells: alerts.map(({ container }) => visibleText(container ?? "every container", 40)),
        },
        { title: "TOLD", cells: alerts.map(({ webhook }) => webhook ?? "pages alone") },
        { title: "BROKEN BY", cells: alerts.map(({ id }) => visibleText(broken(id).join(", "), 60)) },
      ],
      paint(),
    ),
  );
}

async function firings({ limit, ...flags }: JsonFlag & { readonly limit: number }): Promise<void> {
  const found = withNotebook(flags, (notebook) => notebook.firings(limit));
  if (flags.json) return printJson(found.map(firingJson));
  if (found.length === 0) return printLines(["Nothing was broken yet."]);
  await printLines(
    drawTable(
      [
        { title: "SINCE (UTC)", cells: found.map(({ firedAt }) => when(firedAt)) },
        {
          title: "FOR",
          cells: found.map(({ firedAt, resolvedAt }) =>
            resolvedAt === undefined ? "broken" : formatDuration(resolvedAt - firedAt),
          ),
        },
        { title: "FOUND", cells: found.map(firingText) },
      ],
      paint(),
    ),
  );
}

/** What goes on the command line stays in histories: an address or a secret can come by standard input or a file. */
const firstLineOf = (path: string) =>
  readFileSync(path === "-" ? 0 : path, "utf8")
    .split(/\r?\n/, 1)[0]
    ?.trim() ?? "";

type WebhookFlags = DatabaseFlag & { readonly sends: WebhookBody; readonly secretFile?: string };

/** The secret alone goes to standard output: `SECRET=$(hacotaki alerts webhook add ops URL)`. */
async function addWebhook(
  name: string,
  given: string,
  { sends, secretFile, ...flags }: WebhookFlags,
): Promise<void> {
  if (!isWebhookName(name))
    throw wrongUsage("a webhook's name has up to 64 letters, digits, spaces, dots, dashes and underscores.");
  const parsed = parseWebhookUrl(given === "-" ? firstLineOf("-") : given);
  if ("problem" in parsed) throw wrongUsage(`${urlProblemText(parsed.problem)}.`);
  const secret = secretFile === undefined ? undefined : firstLineOf(secretFile);
  if (secret !== undefined && (secret.length < SHORTEST_SECRET || secret.length > LONGEST_SECRET))
    throw wrongUsage(`a secret has ${SHORTEST_SECRET} to ${LONGEST_SECRET} characters.`);
  const webhook = { name, url: parsed.url, body: sends, madeAt: utcNow() };
  const made = withNotebook(flags, (notebook) => notebook.addWebhook(webhook, secret));
  if (made === undefined)
    throw wrongUsage(`there is a webhook ${name} already: remove it first, or take another name.`);
  if (secret !== undefined) return;
  await print(`${made}\n`);
  complain("Messages are signed with it. Keep it now: it is not shown again.\n");
}

async function listWebhooks(flags: JsonFlag): Promise<void> {
  const webhooks = withNotebook(flags, (notebook) => notebook.webhooks());
  if (flags.json)
    return printJson(
      webhooks.map(({ name, url, body, madeAt }) => ({
        name,
        host: webhookHost(url),
        sends: body,
        madeAt: iso(madeAt),
      })),
    );
  if (webhooks.length === 0)
    return printLines(["No webhooks yet. hacotaki alerts webhook add NAME URL makes one."]);
  await printLines(
    drawTable(
      [
        { title: "NAME", cells: webhooks.map(({ name }) => name) },
        { title: "HOST", cells: webhooks.map(({ url }) => webhookHost(url)) },
        { title: "SENDS", cells: webhooks.map(({ body }) => body) },
        { title: "SINCE", cells: webhooks.map(({ madeAt }) => when(madeAt).slice(0, 10)) },
      ],
      paint(),
    ),
  );
}

function removeWebhook(name: string, flags: DatabaseFlag): void {
  if (!withNotebook(flags, (notebook) => notebook.removeWebhook(name)))
    throw notFound(`no webhook ${JSON.stringify(name)}: hacotaki alerts webhook list shows them.`);
}

type TestFlags = DatabaseFlag & DashboardFlag & { readonly wait?: bigint };

/** Whether a message fared well or badly by now; undefined while nothing was tried. */
function outcomeOf(message: MessageState | undefined): "sent" | { readonly problem: string } | undefined {
  if (message?.sentAt !== undefined) return "sent";
  return message?.problem === undefined ? undefined : { problem: message.problem };
}

/** Has the dashboard send a test, as it sends everything: what is tried is its way, not this command's. */
async function test(name: string, { wait = TEST_WAIT_NS, ...flags }: TestFlags): Promise<void> {
  const notebook = openNotebook(databasePath(flags), { waitMs: PATIENCE_MS });
  try {
    const webhook = knownWebhook(notebook, name);
    const message = testMessage(dashboardUrl(flags) ?? "http://localhost:7460");
    const id = notebook.queueMessage({ kind: "test", webhook, message, now: utcNow() });
    const end = performance.now() + Number(wait / NS_PER_MS);
    for (;;) {
      const outcome = outcomeOf(notebook.messages(FIRINGS).find((each) => each.id === id));
      if (outcome === "sent") return await printLines([`${name} took the test.`]);
      if (outcome !== undefined)
        throw new CliFailure(
          `${name} did not take the test: ${visibleText(outcome.problem, 300)}. It is tried again.`,
        );
      if (performance.now() > end)
        throw new CliFailure(
          `no dashboard sent the test within ${wait / 1_000_000_000n} s: messages are sent by hacotaki up or serve on this database. It waits for one.`,
        );
      await pause(LOOK_MS);
    }
  } finally {
    notebook.close();
  }
}

function webhookCommand(): Command {
  const adding = command(
    "add",
    "Add a receiver of messages, and print the secret they are signed with: this once.",
    [
      "hacotaki alerts webhook add ops https://hooks.example.org/services/T0/B0 --sends text",
      "hacotaki alerts webhook add ops - < address",
    ],
  )
    .argument("<name>", "what to call it")
    .argument("<url>", "where to; - reads it from standard input")
    .addOption(
      new Option("--sends <what>", "whole: everything, as JSON; text: one text, for chats")
        .choices(WEBHOOK_BODIES)
        .default("whole"),
    )
    .option(
      "--secret-file <file>",
      "sign with the first line of this file instead of a new secret; - is standard input",
    )
    .action(addWebhook);
  const listing = command("list", "List the receivers: of addresses the host alone.", [
    "hacotaki alerts webhook list --json",
  ])
    .option("--json", "print JSON")
    .action(listWebhooks);
  const removing = command("remove", "Send nothing to a receiver any more.", [
    "hacotaki alerts webhook remove ops",
  ])
    .argument("<name>")
    .action(removeWebhook);
  return new Command("webhook")
    .description("Who is told of broken budgets.")
    .addCommand(adding)
    .addCommand(listing)
    .addCommand(removing);
}

/** `hacotaki alerts` */
export function alertsCommand(): Command {
  const adding = command("add", "Watch a budget, and print the alert's id.", [
    'hacotaki alerts add "boot p95 <= 300ms" --container web --webhook ops',
    'hacotaki alerts add "pivot-root max <= 50ms over 100 boots"',
    'hacotaki alerts add "no failed boot"',
  ])
    .argument("<budget>", "what may be: see docs/alerts.md")
    .option("--container <name>", "only this container (default: every container, each by itself)")
    .option("--webhook <name>", "who is told (default: pages alone)")
    .action(add);
  const listing = command("list", "List the alerts, and which containers break them now.", [
    "hacotaki alerts list --json",
  ])
    .option("--json", "print JSON")
    .action(list);
  const history = command("firings", "List what was broken, the newest first.", [
    "hacotaki alerts firings --limit 10",
  ])
    .option("--limit <n>", "how many", countFlag(1), FIRINGS)
    .option("--json", "print JSON")
    .action(firings);
  const removing = command("remove", "Watch a budget no more; what is broken of it is told to be over.", [
    "hacotaki alerts remove 3",
  ])
    .argument("<id>", "as of hacotaki alerts list", countFlag(1))
    .action(remove);
  const testing = command(
    "test",
    "Have the running dashboard send a test to a webhook, and say whether it was taken.",
    ["hacotaki alerts test ops"],
  )
    .argument("<webhook>")
    .option("--wait <seconds>", "wait so long (default: 30)", secondsFlag)
    .option("--dashboard <url>", "where people see the dashboard (default: $HACOTAKI_DASHBOARD_URL)")
    .action(test);
  return new Command("alerts")
    .description("Budgets of boots, and who is told when they are broken.")
    .addCommand(listing)
    .addCommand(adding)
    .addCommand(removing)
    .addCommand(history)
    .addCommand(testing)
    .addCommand(webhookCommand());
}
