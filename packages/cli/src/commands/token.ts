import {
  isoWallTime,
  isUserName,
  omitUndefined,
  TOKEN_SCOPES,
  utcNow,
  type TokenScope,
} from "@hacotaki/core";
import { Command, Option } from "commander";
import { withNotebook, type DatabaseFlag } from "../flags/database.ts";
import { notFound, wrongUsage } from "../output/failure.ts";
import { countFlag } from "../flags/flags.ts";
import { complain, print, printLines, standardOutput } from "../output/output.ts";
import { paintFor } from "../terminal/paint.ts";
import { drawTable } from "../terminal/table.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { command } from "./command.ts";

const DAY_NS = 86_400_000_000_000n;
const DAYS = 365;

type AddFlags = DatabaseFlag & { readonly scope: TokenScope; readonly days: number };

/** The token alone goes to standard output: `TOKEN=$(hacotaki token add ci)`. */
async function add(name: string, { scope, days, ...flags }: AddFlags): Promise<void> {
  if (!isUserName(name))
    throw wrongUsage("a token's name has up to 64 letters, digits, dots, dashes, underscores and @.");
  const madeAt = utcNow();
  const expiresAt = days === 0 ? undefined : madeAt + BigInt(days) * DAY_NS;
  const token = withNotebook(flags, (notebook) =>
    notebook.addApiToken({ name, scope, madeAt, ...omitUndefined({ expiresAt }) }),
  );
  if (token === undefined)
    throw wrongUsage(`there is a token ${name} already: revoke it first, or take another name.`);
  await print(`${token}\n`);
  complain("Keep it now: it is stored nowhere, and not shown again.\n");
}

const day = (ns: bigint | undefined, otherwise: string) =>
  ns === undefined ? otherwise : (isoWallTime(ns)?.slice(0, 10) ?? "");

async function list(flags: DatabaseFlag & { readonly json?: boolean }): Promise<void> {
  const tokens = withNotebook(flags, (notebook) => notebook.apiTokens());
  const iso = (ns: bigint | undefined) => (ns === undefined ? null : (isoWallTime(ns) ?? null));
  if (flags.json) {
    const rows = tokens.map(({ name, scope, madeAt, expiresAt, usedAt }) => ({
      name,
      scope,
      madeAt: iso(madeAt),
      expiresAt: iso(expiresAt),
      usedAt: iso(usedAt),
    }));
    return print(`${JSON.stringify(rows, undefined, 2)}\n`);
  }
  if (tokens.length === 0) return printLines(["No tokens yet. hacotaki token add NAME makes one."]);
  await printLines(
    drawTable(
      [
        { title: "NAME", cells: tokens.map(({ name }) => name) },
        { title: "SCOPE", cells: tokens.map(({ scope }) => scope) },
        { title: "SINCE", cells: tokens.map(({ madeAt }) => day(madeAt, "")) },
        { title: "UNTIL", cells: tokens.map(({ expiresAt }) => day(expiresAt, "for ever")) },
        { title: "LAST USED", cells: tokens.map(({ usedAt }) => day(usedAt, "never")) },
      ],
      paintFor(terminalOf(standardOutput, process.env)),
    ),
  );
}

function revoke(name: string, flags: DatabaseFlag): void {
  if (!withNotebook(flags, (notebook) => notebook.revokeApiToken(name)))
    throw notFound(`no token ${JSON.stringify(name)}: hacotaki token list shows them.`);
}

/** `hacotaki token` */
export function tokenCommand(): Command {
  const adding = command("add", "Make a token, and print it: this once.", [
    "hacotaki token add prometheus --scope metrics",
    "hacotaki token add ci --days 90",
  ])
    .argument("<name>", "what to call it")
    .addOption(
      new Option("--scope <scope>", "metrics opens /metrics; read opens that and /api/v1")
        .choices(TOKEN_SCOPES)
        .default("read"),
    )
    .option("--days <days>", "how long it lasts; 0 for ever", countFlag(0), DAYS)
    .action(add);
  const listing = command("list", "List the tokens, without what they are.", ["hacotaki token list --json"])
    .option("--json", "print JSON")
    .action(list);
  const revoking = command("revoke", "Let a token open nothing any more.", ["hacotaki token revoke ci"])
    .argument("<name>")
    .action(revoke);
  return new Command("token")
    .description("Let programs read from a dashboard that asks for a login.")
    .addCommand(adding)
    .addCommand(listing)
    .addCommand(revoking);
}
