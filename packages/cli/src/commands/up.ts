import { visibleText } from "@hacotaki/core";
import { WORDS } from "@hacotaki/layout";
import type { Command } from "commander";
import { databasePath, prepareDatabase, type DatabaseFlag } from "../flags/database.ts";
import { EXIT } from "../output/exit-code.ts";
import { CliFailure, wrongUsage } from "../output/failure.ts";
import { countFlag, eachPath, portFlag } from "../flags/flags.ts";
import { ociArgs, withOci, type OciFlags } from "../flags/oci-flags.ts";
import { parseEndpoint } from "../push/endpoint.ts";
import { reportFailure } from "../output/report-failure.ts";
import { retentionArgs, withRetention, type RetentionFlags } from "../flags/retention-flags.ts";
import { shipArgs, withShip, type ShipFlags } from "../flags/ship-flags.ts";
import { storeArgs, withServedStore, type ServeStoreFlags } from "../flags/store-flags.ts";
import { endOnSignal } from "../supervise/ending.ts";
import { assertPortFree } from "../supervise/port.ts";
import {
  isDashboardBuilt,
  startDashboard,
  startPusher,
  startRecorder,
  startShipper,
} from "../supervise/programs.ts";
import { supervise, type Supervised } from "../supervise/supervise.ts";
import {
  childRecord,
  isLogged,
  levelOfState,
  logLine,
  withLog,
  type LogFlags,
  type LogLevel,
  type LogRecord,
} from "../output/log-line.ts";
import { createTeller } from "../supervise/teller.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { isRecorderMessage, type RecorderMessage } from "./collector-state.ts";
import { command } from "./command.ts";
import { printNow, standardOutput } from "../output/output.ts";

const PORT = 7460;
/** The first block is printed when both have told of themselves, or after this long. */
const FIRST_BLOCK_MS = 15_000;
const SETTLE_MS = 100;
/** A part that gives signs of life gives one a second. */
const SILENCE_MS = 20_000;

type UpFlags = LogFlags &
  DatabaseFlag &
  OciFlags &
  RetentionFlags &
  ShipFlags &
  ServeStoreFlags & {
    readonly binary?: readonly string[];
    readonly port: number;
    readonly listen: string;
    readonly login?: boolean;
    readonly origin?: readonly string[];
    readonly proxy?: readonly string[];
    readonly proxyUserHeader?: string;
    readonly debug?: boolean;
    /** commander's reading of --no-collect. */
    readonly collect?: boolean;
  };

/** What a machine without any runtime is good for, and how it gets one. */
const WITHOUT_RUNTIME = [
  "no container runtime here? open the dashboard: it loads example boots and imports traces",
  `one elsewhere? ${WORDS.up} --binary /path/to/haconiwa, or --runtime /path/to/runc`,
  "installed it? nothing to do: it is attached to as soon as it is on PATH, and its boots appear",
];

/** What is left where this machine or this user cannot trace. */
const WITHOUT_COLLECTOR = [
  "open the dashboard: it loads example boots and imports traces",
  `to collect boots: sudo ${WORDS.command} doctor says what is missing`,
];

function adviceFor(collector: RecorderMessage["state"] | undefined): readonly string[] {
  if (collector === "waiting") return WITHOUT_RUNTIME;
  return collector === undefined ? WITHOUT_COLLECTOR : [];
}

/** Where news goes: to people as a block and lines, or to programs as lines of JSON. */
type Board = {
  /** A warning of a part's own. */
  say(part: Part, text: string): void;
  /** The collector runs: what the block ends with depends on what it says first. */
  collects(state: RecorderMessage["state"]): void;
  /** What a part is about. */
  tell(part: Part, text: string, event: string): void;
  /** A line of a part's own log; false where it is none, or not wanted. */
  log(part: Part, line: string): boolean;
  stopping(): void;
};

type Part = "dashboard" | "collector" | "push" | "ship";

/** Boots are pushed where OpenTelemetry's variables name an endpoint; a wrong one is told by the part itself. */
const pushPart = (env: NodeJS.ProcessEnv): readonly Part[] =>
  parseEndpoint(env).kind === "none" ? [] : ["push"];

/** Boots are shipped where a fleet's database is named. */
const shipPart = ({ shipTo }: ShipFlags): readonly Part[] => (shipTo === undefined ? [] : ["ship"]);

const isReady = (message: unknown): message is { readonly url: string } =>
  typeof message === "object" && message !== null && "url" in message && typeof message.url === "string";

/** Holds what the parts tell until each has told something, then prints it as one block; later news come line by line. */
function createBoard(parts: readonly Part[], database: string): Board {
  const paint = paintFor(terminalOf(standardOutput, process.env));
  const first = new Map<Part, string[]>();
  const later: string[] = [];
  let collector: RecorderMessage["state"] | undefined;
  let isOpen = false;
  const write = (text: string) => printNow(text);
  const open = () => {
    if (isOpen) return;
    isOpen = true;
    const news = (part: Part) => first.get(part) ?? ["starting …"];
    const rows = [
      ...news("dashboard").map((text) => ["dashboard", text] as const),
      ["database", visibleText(database, 500)] as const,
      ...(parts.includes("collector") ? news("collector") : ["off: dashboard only"]).map(
        (text) => ["collector", text] as const,
      ),
      ...(["push", "ship"] as const).flatMap((part) =>
        parts.includes(part) ? news(part).map((text) => [part, text] as const) : [],
      ),
      ...(first.has("collector") ? adviceFor(collector) : []).map(
        (text, index) => [index === 0 ? "next" : "", text] as const,
      ),
    ];
    const block = rows.map(([name, text]) => `  ${paint.dim(name.padEnd(10))} ${text}`).join("\n");
    write(`\n${paint.bold("Hacotaki")}\n\n${block}\n\n${paint.dim("Ctrl-C stops it.")}\n\n`);
    for (const line of later) write(line);
  };
  setTimeout(open, FIRST_BLOCK_MS).unref();
  const say = (part: Part, text: string) => {
    const line = `${paint.dim(`${part.padEnd(10)}│`)} ${text}\n`;
    if (isOpen) write(line);
    else later.push(line);
  };
  return {
    say,
    log: () => false,
    stopping: () => write("\nStopping …\n"),
    collects(state) {
      collector ??= state;
    },
    // In the block while there is none yet.
    tell(part, text) {
      if (isOpen) return say(part, text);
      first.set(part, [...(first.get(part) ?? []), text]);
      // A collector tells of its binaries one by one, at once.
      if (parts.every((each) => first.has(each))) setTimeout(open, SETTLE_MS);
    },
  };
}

/** What of a part's news is worth more than a note. */
const levelOfNews = (part: Part, event: string): LogLevel =>
  event === "ended"
    ? "error"
    : event === "off"
      ? "warn"
      : part === "collector"
        ? levelOfState(event)
        : "info";

/** A line of JSON for each thing that matters, on standard output. */
function createLog(least: LogLevel, database: string): Board {
  const write = (record: LogRecord) => {
    if (isLogged(record.level, least)) printNow(logLine(record));
  };
  write({ level: "info", part: "up", event: "starting", text: `database ${visibleText(database, 500)}` });
  return {
    say: (part, text) => write({ level: "warn", part, event: "said", text }),
    collects: () => undefined,
    tell: (part, text, event) => write({ level: levelOfNews(part, event), part, event, text }),
    log(part, line) {
      const record = childRecord(line, part);
      if (record !== undefined) write(record);
      return record !== undefined;
    },
    stopping: () => write({ level: "info", part: "up", event: "stopping", text: "stopping" }),
  };
}

/** What the dashboard is told of who may come in: it judges these itself. */
const dashboardFlags = ({ listen, login, origin = [], proxy = [], proxyUserHeader }: UpFlags) => [
  "--listen",
  listen,
  ...(login === true ? ["--login"] : []),
  ...origin.flatMap((each) => ["--origin", each]),
  ...proxy.flatMap((each) => ["--proxy", each]),
  ...(proxyUserHeader === undefined ? [] : ["--proxy-user-header", proxyUserHeader]),
];

/** Runs the parts, each in its own process, until a signal: a crash of one does not take the other. */
async function runParts(
  parts: readonly Part[],
  flags: UpFlags,
  store: readonly string[] = [],
): Promise<void> {
  const dbPath = databasePath(flags);
  if (!isDashboardBuilt()) throw new CliFailure(`the dashboard is not built. ${WORDS.rebuild}`);
  await assertPortFree(flags.port, flags.listen);
  const [, fleet] = store;
  // Beside a fleet the file's place is that of what people keep.
  const database = fleet === undefined ? dbPath : `${fleet} (what people keep: beside ${dbPath})`;
  if (fleet === undefined) prepareDatabase(dbPath);
  const isJson = flags.logFormat === "json";
  const board = isJson ? createLog(flags.logLevel, database) : createBoard(parts, database);
  // The dashboard's own log is JSON in any case; only as much as is told is written.
  process.env["HACOTAKI_LOG_LEVEL"] = isJson ? flags.logLevel : "warn";
  const refusal = Promise.withResolvers<CliFailure>();
  const isOff = new Set<Part>();
  let isServing = false;
  let { port } = flags;
  /** What the collector said last: a page without boots says what it waits for. */
  let collector: RecorderMessage["state"] | "off" | undefined;
  const tellDashboard = () =>
    collector !== undefined && children[parts.indexOf("dashboard")]?.tell({ collector });
  const programs = {
    dashboard: startDashboard(dbPath, () => port, [...dashboardFlags(flags), ...store]),
    collector: startRecorder(dbPath, flags.binary ?? [], flags.detail, [
      ...retentionArgs(flags),
      ...ociArgs(flags),
    ]),
    push: startPusher(dbPath),
    ship: startShipper(dbPath, shipArgs(flags)),
  };

  /** A dashboard that was never there is a refusal of the whole; of other parts the rest goes on, while there is one. */
  function giveUp(part: Part, reason: string, isWrongUsage: boolean): void {
    isOff.add(part);
    if (part === "collector") {
      collector = "off";
      tellDashboard();
    }
    if (part === "dashboard" && !isServing)
      return refusal.resolve(new CliFailure(reason, isWrongUsage ? EXIT.wrongUsage : EXIT.failed));
    board.tell(part, `off: ${reason}`, "off");
    if (parts.every((each) => isOff.has(each)))
      refusal.resolve(new CliFailure(`nothing is left to run: ${part}: ${reason}`));
  }

  const children: Supervised[] = parts.map((part) => {
    const tell = (text: string, event: string) => board.tell(part, text, event);
    const teller = createTeller({
      onState: (text) => tell(text, "ended"),
      onLog: (line) => board.log(part, line),
      onLine: (line) => board.say(part, line),
      onMessage: (message) => {
        if (isRecorderMessage(message)) {
          // What it deletes is no state that a page waits in.
          if (message.state !== "retention") {
            board.collects(message.state);
            collector = message.state;
            tellDashboard();
          }
          tell(message.text, message.state);
        } else if (isReady(message)) {
          isServing = true;
          tellDashboard();
          port = Number(new URL(message.url).port);
          tell(message.url, "listening");
        }
      },
      onGaveUp: (reason, isWrongUsage) => giveUp(part, reason, isWrongUsage),
    });
    return supervise(programs[part], teller, { silenceMs: SILENCE_MS });
  });
  const failure = await endOnSignal(children, refusal.promise, () => board.stopping());
  process.exit(failure === undefined ? EXIT.done : reportFailure(failure, flags.debug === true));
}

const SHARED_EXAMPLE = "hacotaki serve --db /srv/traces/hacotaki.db --port 8080";

const FLEET_EXAMPLE = "hacotaki serve --store clickhouse://reader@ch.example.org:8123/hacotaki";
const TLS_EXAMPLE = "hacotaki serve --origin https://boots.example.org --proxy 127.0.0.1";
const each = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** Where the dashboard answers, and whom it believes. */
const withAddress = (to: Command): Command =>
  to
    .option("--port <port>", "port of the dashboard", portFlag, PORT)
    .option(
      "--listen <address>",
      "address of the dashboard; beyond this machine it asks for a login (hacotaki user add)",
      "127.0.0.1",
    )
    .option("--login", "ask for a login on this machine, too")
    .option(
      "--origin <url>",
      "where a proxy shows it, such as https://boots.example.org; asks for a login",
      each,
    )
    .option("--proxy <address>", "a proxy whose X-Forwarded-For is believed; asks for a login", each)
    .option("--proxy-user-header <name>", "header in which those proxies name the user");

/** Boots are deleted by whoever collects them. A variable that is set for all commands is no mistake of this one. */
function refuseRetention({ collect }: UpFlags, command: Command): void {
  const isTyped = ["keep", "maxSize"].some((name) => command.getOptionValueSource(name) === "cli");
  if (collect === false && isTyped)
    throw wrongUsage(
      "--keep and --max-size go with a collector, which deletes: leave --no-collect out, or use hacotaki prune.",
    );
}

/** `hacotaki up` */
export const upCommand = (): Command =>
  withLog(
    withShip(
      withRetention(
        withOci(
          withAddress(
            command(
              "up",
              "Run dashboard and collector, each in its own process, until Ctrl-C. This is what npm start does.",
              [
                "hacotaki up",
                "hacotaki up --binary /opt/haconiwa/bin/haconiwa --port 8080",
                "hacotaki up --keep 30d --max-size 5GB",
                "hacotaki up --ship-to clickhouse://shipper@ch.example.org:8123/hacotaki",
                "hacotaki up --no-collect --db /srv/traces/hacotaki.db",
              ],
            ),
          )
            .option(
              "--binary <path>",
              "haconiwa to attach to; may be given several times (default: found on PATH)",
              eachPath,
            )
            .option("--no-collect", "dashboard only: for imports and existing databases"),
        ),
      ),
    ),
  ).action((flags: UpFlags, self: Command) => {
    refuseRetention(flags, self);
    return runParts(
      [
        "dashboard",
        ...(flags.collect === false ? [] : ["collector" as const]),
        ...pushPart(process.env),
        ...shipPart(flags),
      ],
      flags,
    );
  });

/** `hacotaki serve` */
export const serveCommand = (): Command =>
  withLog(
    withServedStore(
      withAddress(
        command("serve", "Run the dashboard only, until Ctrl-C.", [
          "hacotaki serve",
          SHARED_EXAMPLE,
          FLEET_EXAMPLE,
          TLS_EXAMPLE,
        ]),
      ),
      countFlag(1),
    ),
  ).action((flags: UpFlags) => {
    const store = storeArgs(flags);
    // Of a fleet every host pushes its own boots.
    return runParts(["dashboard", ...(store.length === 0 ? pushPart(process.env) : [])], flags, store);
  });
