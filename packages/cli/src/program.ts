import { version } from "@hacotaki/layout";
import { Command } from "commander";
import { COMMANDS, commandsFor } from "./commands/all.ts";
import { complain, printNow } from "./output/output.ts";

const withSubcommands = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/**
 * The commands that these arguments, without node and script, ask for. Errors of usage are thrown, so that `main`
 * alone decides on exit codes.
 */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const program = new Command("hacotaki")
    .description(
      "Every boot of a haconiwa container as a waterfall: collect, import, list, show, blame, changes, compare, export.",
    )
    .version(version(), "-V, --version", "print the version")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 not found.\nAll of it: docs/cli.md",
    );
  for (const name of commandsFor(args)) {
    const command = await COMMANDS[name]?.();
    if (command !== undefined) program.addCommand(command);
  }
  for (const command of withSubcommands(program)) {
    command
      .configureOutput({ writeOut: printNow, writeErr: complain })
      .helpOption("-h, --help", "show help")
      .showHelpAfterError("(--help shows what there is)")
      .exitOverride();
    if (command.commands.length > 0) command.helpCommand("help [command]", "Show a command's help.");
  }
  return program;
}
