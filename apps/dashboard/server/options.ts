import { parseArgs } from "node:util";

export type ServerOptions = {
  readonly databasePath: string;
  readonly port: number;
  readonly address: string;
  readonly isDevelopment: boolean;
};
export type ParsedOptions =
  | { readonly kind: "options"; readonly options: ServerOptions }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "wrong"; readonly text: string };

const USAGE = `Usage: node apps/dashboard/server/main.ts --db FILE [--port 7460] [--listen 127.0.0.1]

  --db FILE         database to show (or HACOTAKI_DB); it may appear later
  --port PORT       0 takes a free one (7460)
  --listen ADDRESS  a loopback address: 127.0.0.1 or ::1
  --dev             rebuild pages as their source changes, for contributors
`;

const LOOPBACK: ReadonlyMap<string, string> = new Map([
  ["127.0.0.1", "127.0.0.1"],
  ["localhost", "127.0.0.1"],
  ["::1", "::1"],
  ["[::1]", "::1"],
]);

const wrong = (text: string): ParsedOptions => ({ kind: "wrong", text: `${text}\n\n${USAGE}` });

function read(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      db: { type: "string" },
      port: { type: "string", default: "7460" },
      listen: { type: "string", default: "127.0.0.1" },
      dev: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  }).values;
}

export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedOptions {
  let values: ReturnType<typeof read>;
  try {
    values = read(args);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  if (values.help) return { kind: "help", text: USAGE };
  const databasePath = values.db ?? env["HACOTAKI_DB"];
  if (databasePath === undefined || databasePath === "")
    return wrong("Which database? Give --db FILE or set HACOTAKI_DB.");
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port <= 65_535)) return wrong(`--port ${values.port}: not a port between 0 and 65535.`);
  const address = LOOPBACK.get(values.listen);
  if (address === undefined)
    return wrong(
      `--listen ${values.listen}: refused. The dashboard has no login yet, so it answers on this machine only ` +
        "(127.0.0.1 or ::1). To see it from elsewhere, forward the port: ssh -L 7460:127.0.0.1:7460 HOST",
    );
  return { kind: "options", options: { databasePath, port, address, isDevelopment: values.dev } };
}
