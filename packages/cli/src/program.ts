import { readFileSync } from "node:fs";
import { Command } from "commander";
import { baselineCommand } from "./commands/baseline.ts";
import { blameCommand } from "./commands/blame.ts";
import { changesCommand } from "./commands/changes.ts";
import { compareCommand } from "./commands/compare.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { importCommand } from "./commands/import.ts";
import { listCommand } from "./commands/list.ts";
import { pruneCommand } from "./commands/prune.ts";
import { pushCommand } from "./commands/push.ts";
import { rebuildCommand } from "./commands/rebuild.ts";
import { recordCommand } from "./commands/record.ts";
import { showCommand } from "./commands/show.ts";
import { tokenCommand } from "./commands/token.ts";
import { serveCommand, upCommand } from "./commands/up.ts";
import { userCommand } from "./commands/user.ts";

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}

const withSubcommands = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/** All commands. Errors of usage are thrown, so that `main` alone decides on exit codes. */
export function createProgram(): Command {
  const program = new Command("hacotaki")
    .description(
      "Every boot of a haconiwa container as a waterfall: collect, import, list, show, blame, changes, compare, export.",
    )
    .version(version(), "-V, --version", "print the version")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 not found.\nAll of it: docs/cli.md",
    );
  for (const command of [
    upCommand(),
    serveCommand(),
    recordCommand(),
    importCommand(),
    listCommand(),
    showCommand(),
    blameCommand(),
    changesCommand(),
    compareCommand(),
    baselineCommand(),
    exportCommand(),
    pushCommand(),
    pruneCommand(),
    rebuildCommand(),
    userCommand(),
    tokenCommand(),
    doctorCommand(),
  ])
    program.addCommand(command);
  for (const command of withSubcommands(program)) {
    command
      .helpOption("-h, --help", "show help")
      .showHelpAfterError("(--help shows what there is)")
      .exitOverride();
    if (command.commands.length > 0) command.helpCommand("help [command]", "Show a command's help.");
  }
  return program;
}
