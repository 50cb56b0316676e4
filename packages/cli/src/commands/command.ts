import { Command } from "commander";

/** A command with what all of them share: where the database is, errors in full, and examples under its help. */
export function command(name: string, description: string, examples: readonly string[]): Command {
  return new Command(name)
    .description(description)
    .option(
      "--db <file>",
      "database (default: $HACOTAKI_DB, else hacotaki/hacotaki.db in the XDG data folder)",
    )
    .option("--debug", "show where an error came from")
    .addHelpText("after", `\nExamples:\n${examples.map((example) => `  $ ${example}`).join("\n")}`);
}
