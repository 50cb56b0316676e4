import type { Command, Option } from "commander";

/** What can be typed after the words of `path`, such as "baseline save"; the program's own is "". */
export type CompletionNode = {
  readonly path: string;
  readonly subcommands: readonly CompletionWord[];
  readonly options: readonly CompletionOption[];
};
export type CompletionWord = { readonly word: string; readonly description: string };
export type CompletionOption = {
  /** With its dashes: "--format" and, where there is one, "-f". */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** What its value can be, where these are few. */
  readonly choices: readonly string[];
};

/** Shells show descriptions on one line. */
const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

const optionOf = ({
  short,
  long,
  description,
  required,
  optional,
  argChoices,
}: Option): CompletionOption => ({
  flags: [long, short].filter((flag): flag is string => typeof flag === "string"),
  description: oneLine(description),
  takesValue: required || optional,
  choices: argChoices ?? [],
});

/** A command and all below it, in the order of the help; hidden options are left out. */
export function completionTree(command: Command, path = ""): readonly CompletionNode[] {
  const { commands } = command;
  const node: CompletionNode = {
    path,
    subcommands: commands.map((each) => ({ word: each.name(), description: oneLine(each.description()) })),
    options: command.createHelp().visibleOptions(command).map(optionOf),
  };
  return [
    node,
    ...commands.flatMap((each) => completionTree(each, path === "" ? each.name() : `${path} ${each.name()}`)),
  ];
}
