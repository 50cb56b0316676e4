import { isoWallTime, isUserName, parseRole, ROLES, utcNow, type Role } from "@hacotaki/core";
import { hashPassword } from "@hacotaki/store";
import { Command, Option } from "commander";
import { askPassword } from "../flags/ask-password.ts";
import { withNotebook, type DatabaseFlag } from "../flags/database.ts";
import { notFound, wrongUsage } from "../output/failure.ts";
import { print, printLines, standardOutput } from "../output/output.ts";
import { drawTable } from "../terminal/table.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { command } from "./command.ts";

const noSuchUser = (name: string) =>
  notFound(`no user ${JSON.stringify(name)}: hacotaki user list shows them.`);

async function add(name: string, flags: DatabaseFlag & { readonly role: Role }): Promise<void> {
  if (!isUserName(name))
    throw wrongUsage("a user's name has up to 64 letters, digits, dots, dashes, underscores and @.");
  const isTaken = () =>
    wrongUsage(`there is a user ${name} already: hacotaki user password changes the password.`);
  if (withNotebook(flags, (notebook) => notebook.findUser(name)) !== undefined) throw isTaken();
  const password = await hashPassword(await askPassword(name));
  const user = { name, role: flags.role, password, madeAt: utcNow() };
  if (!withNotebook(flags, (notebook) => notebook.addUser(user))) throw isTaken();
  await print(`Added ${name.toLowerCase()}, ${flags.role}.\n`);
}

async function list(flags: DatabaseFlag & { readonly json?: boolean }): Promise<void> {
  const users = withNotebook(flags, (notebook) => notebook.users());
  const rows = users.map(({ name, role, madeAt }) => ({ name, role, madeAt: isoWallTime(madeAt) ?? null }));
  if (flags.json) return print(`${JSON.stringify(rows, undefined, 2)}\n`);
  if (rows.length === 0) return printLines(["No users yet. hacotaki user add NAME makes one."]);
  await printLines(
    drawTable(
      [
        { title: "NAME", cells: rows.map(({ name }) => name) },
        { title: "ROLE", cells: rows.map(({ role }) => role) },
        { title: "SINCE", cells: rows.map(({ madeAt }) => madeAt?.slice(0, 10) ?? "") },
      ],
      paintFor(terminalOf(standardOutput, process.env)),
    ),
  );
}

async function changePassword(name: string, flags: DatabaseFlag): Promise<void> {
  if (withNotebook(flags, (notebook) => notebook.findUser(name)) === undefined) throw noSuchUser(name);
  const password = await hashPassword(await askPassword(name));
  if (!withNotebook(flags, (notebook) => notebook.changePassword(name, password))) throw noSuchUser(name);
  await print(`Changed the password of ${name}; its sessions have ended.\n`);
}

async function changeRole(name: string, given: string, flags: DatabaseFlag): Promise<void> {
  const role = parseRole(given);
  if (role === undefined) throw wrongUsage(`${JSON.stringify(given)} is no role: ${ROLES.join(", ")}.`);
  if (!withNotebook(flags, (notebook) => notebook.changeRole(name, role))) throw noSuchUser(name);
  await print(`${name} is ${role} now; its sessions have ended.\n`);
}

const remove = (name: string, flags: DatabaseFlag): void => {
  if (!withNotebook(flags, (notebook) => notebook.removeUser(name))) throw noSuchUser(name);
};
const logout = (name: string, flags: DatabaseFlag): void => {
  if (!withNotebook(flags, (notebook) => notebook.endSessionsOf(name))) throw noSuchUser(name);
};

const WITH_PASSWORD = "The password is asked for, or read from the first line of standard input.";

/** `hacotaki user` */
export function userCommand(): Command {
  const adding = command("add", `Let somebody log in. ${WITH_PASSWORD}`, [
    "hacotaki user add ada --role admin",
    "pass show hacotaki/ada | hacotaki user add ada",
  ])
    .argument("<name>")
    .addOption(
      new Option(
        "--role <role>",
        "viewer looks; editor also pins, notes, shares and imports; admin may do all",
      )
        .choices(ROLES)
        .default("viewer"),
    )
    .action(add);
  const listing = command("list", "List who may log in.", ["hacotaki user list --json"])
    .option("--json", "print JSON")
    .action(list);
  const removing = command("remove", "Let somebody log in no more, and end their sessions.", [
    "hacotaki user remove ada",
  ])
    .argument("<name>")
    .action(remove);
  const changing = command("password", `Change a password, and end that user's sessions. ${WITH_PASSWORD}`, [
    "hacotaki user password ada",
  ])
    .argument("<name>")
    .action(changePassword);
  const promoting = command("role", "Change a role, and end that user's sessions.", [
    "hacotaki user role ada editor",
  ])
    .argument("<name>")
    .argument("<role>", ROLES.join(", "))
    .action(changeRole);
  const ending = command("logout", "End the sessions of a user, in every browser.", [
    "hacotaki user logout ada",
  ])
    .argument("<name>")
    .action(logout);
  return new Command("user")
    .description("Say who may log in to the dashboard, where it asks for a login.")
    .addCommand(adding)
    .addCommand(listing)
    .addCommand(changing)
    .addCommand(promoting)
    .addCommand(ending)
    .addCommand(removing);
}
