import type { Command } from "commander";

/** A command is loaded when it is asked for: `list` never waits for what only `compare` needs. */
export type CommandLoader = () => Promise<Command>;

/** Every command by its name, in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandLoader>> = {
  up: async () => (await import("./up.ts")).upCommand(),
  serve: async () => (await import("./up.ts")).serveCommand(),
  record: async () => (await import("./record.ts")).recordCommand(),
  run: async () => (await import("./run.ts")).runCommand(),
  import: async () => (await import("./import.ts")).importCommand(),
  list: async () => (await import("./list.ts")).listCommand(),
  show: async () => (await import("./show.ts")).showCommand(),
  blame: async () => (await import("./blame.ts")).blameCommand(),
  explain: async () => (await import("./explain.ts")).explainCommand(),
  changes: async () => (await import("./changes.ts")).changesCommand(),
  hosts: async () => (await import("./hosts.ts")).hostsCommand(),
  compare: async () => (await import("./compare.ts")).compareCommand(),
  baseline: async () => (await import("./baseline.ts")).baselineCommand(),
  export: async () => (await import("./export.ts")).exportCommand(),
  push: async () => (await import("./push.ts")).pushCommand(),
  ship: async () => (await import("./ship.ts")).shipCommand(),
  fleet: async () => (await import("./fleet.ts")).fleetCommand(),
  alerts: async () => (await import("./alerts.ts")).alertsCommand(),
  prune: async () => (await import("./prune.ts")).pruneCommand(),
  backup: async () => (await import("./backup.ts")).backupCommand(),
  restore: async () => (await import("./restore.ts")).restoreCommand(),
  check: async () => (await import("./check.ts")).checkCommand(),
  generate: async () => (await import("./generate.ts")).generateCommand(),
  rebuild: async () => (await import("./rebuild.ts")).rebuildCommand(),
  user: async () => (await import("./user.ts")).userCommand(),
  token: async () => (await import("./token.ts")).tokenCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  health: async () => (await import("./health.ts")).healthCommand(),
  completion: async () => (await import("./completion.ts")).completionCommand(),
};

/**
 * The names of the commands to load for these arguments: the one that is asked for, none for the version, all of them
 * where help, completion, or a word that is none of them, needs to know what there is.
 */
export function commandsFor(args: readonly string[]): readonly string[] {
  const [first] = args;
  if (first !== undefined && first !== "completion" && Object.hasOwn(COMMANDS, first)) return [first];
  return args.length === 1 && (first === "-V" || first === "--version") ? [] : Object.keys(COMMANDS);
}
