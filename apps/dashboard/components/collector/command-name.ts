/** What runs a command of Hacotaki on this machine. The server says it: pages are bundled apart from where they lie. */
export const commandName = (): string => process.env["HACOTAKI_COMMAND"] ?? "hacotaki";
