/**
 * Manual pages out of the commands themselves, so that they say what `--help` says.
 */
import { createProgram } from "../../packages/cli/src/program.ts";

/** Text that roff prints as it stands. */
const plain = (text) =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(/^(?=[.'])/gm, "\\&");
const bold = (text) => `\\fB${plain(text)}\\fR`;
const paragraph = (text) => [".PP", plain(text)];
const entry = (term, text) => [".TP", bold(term), plain(text)];

/** What a command adds after its help, such as its examples. */
function addedHelp(command) {
  let text = "";
  command.emit("afterHelp", { command, error: false, write: (part) => (text += part) });
  return text.trim();
}

const optionRows = (command, help) =>
  help
    .visibleOptions(command)
    .flatMap((option) => entry(help.optionTerm(option), help.optionDescription(option)));

/** The commands below `command` that do something, however deep, each with the words that lead to it. */
const subcommandsOf = (command, help, before = "") =>
  help.visibleCommands(command).flatMap((each) => {
    if (each.name() === "help") return [];
    const words = `${before}${each.name()}`;
    return each.commands.length === 0 ? [{ words, each }] : subcommandsOf(each, help, `${words} `);
  });

function synopsisOf(command, help, name) {
  const subcommands = subcommandsOf(command, help, `${name} `);
  const lines = subcommands.length === 0 ? [{ words: name, each: command }] : subcommands;
  return lines.flatMap(({ words, each }) => [`${bold(words)} ${plain(each.usage())}`, ".br"]);
}

/** Sections of the subcommands of `command`, each with its arguments and options. */
const subcommandRows = (command, help) =>
  subcommandsOf(command, help).flatMap(({ words, each }) => [
    `.SS ${plain(`${words} ${each.usage()}`)}`,
    plain(help.subcommandDescription(each)),
    ...argumentRows(each, help),
    ...optionRows(each, help),
  ]);

const argumentRows = (command, help) =>
  help
    .visibleArguments(command)
    .flatMap((argument) => entry(help.argumentTerm(argument), help.argumentDescription(argument)));

/** What is added to the help of a command and of those below it: examples as they stand, and all else as text. */
function addedRows(command) {
  const below = (each) => [each, ...each.commands.flatMap(below)];
  const added = below(command).map((each) => addedHelp(each).split(/^Examples:\n/m));
  const notes = added.flatMap(([before]) => before.trim().split("\n")).filter((line) => line !== "");
  const examples = added.flatMap(([, after = ""]) => after.split("\n")).filter((line) => line.trim() !== "");
  return [
    ...(notes.length === 0 ? [] : [".SH NOTES", ...notes.flatMap(paragraph)]),
    ...(examples.length === 0
      ? []
      : [".SH EXAMPLES", ".nf", ...examples.map((line) => plain(line.replace(/^ {2}\$ /, ""))), ".fi"]),
  ];
}

const heading = (name, version, description) => [
  `.TH ${name.toUpperCase().replaceAll(" ", "\\-")} 1 "" "Hacotaki ${version}" "Hacotaki"`,
  ".SH NAME",
  `${plain(name.replaceAll(" ", "-"))} \\- ${plain(description.replace(/\.$/, ""))}`,
];

function commandPage(command, version) {
  const help = command.createHelp();
  const name = `hacotaki ${command.name()}`;
  return [
    ...heading(name, version, command.description().split(/(?<=\.) /)[0]),
    ".SH SYNOPSIS",
    ...synopsisOf(command, help, name),
    ".SH DESCRIPTION",
    plain(command.description()),
    ...argumentRows(command, help),
    ...(command.commands.length === 0 ? [] : [".SH COMMANDS", ...subcommandRows(command, help)]),
    ".SH OPTIONS",
    ...optionRows(command, help),
    ...addedRows(command),
    ".SH SEE ALSO",
    `.BR hacotaki (1)`,
  ];
}

function programPage(program, version) {
  const help = program.createHelp();
  const names = program.commands.map((each) => each.name());
  return [
    ...heading("hacotaki", version, program.description().split(/(?<=\.) /)[0]),
    ".SH SYNOPSIS",
    `${bold("hacotaki")} ${plain(program.usage())}`,
    ".SH DESCRIPTION",
    plain(program.description()),
    ".SH COMMANDS",
    ...program.commands.flatMap((each) => entry(`hacotaki ${each.name()}`, help.subcommandDescription(each))),
    ".SH OPTIONS",
    ...optionRows(program, help),
    ...addedRows(program),
    ".SH SEE ALSO",
    names.map((name) => `.BR hacotaki\\-${name} (1)`).join(",\n"),
  ];
}

/** Each page's name, such as "hacotaki-list.1", and its text. */
export async function manualPages(version) {
  const program = await createProgram(["--help"]);
  const pages = [
    ["hacotaki.1", programPage(program, version)],
    ...program.commands.map((each) => [`hacotaki-${each.name()}.1`, commandPage(each, version)]),
  ];
  return new Map(pages.map(([name, lines]) => [name, `${lines.join("\n")}\n`]));
}
