/** What can be drawn on an output: everything the drawing functions need to know of it. */
export type Terminal = {
  readonly columns: number;
  /** Bits of colour: 1 is none, 4 is 16 colours, 8 is 256, 24 is all. */
  readonly colourDepth: 1 | 4 | 8 | 24;
  /** Block and box characters can be shown. */
  readonly hasBlocks: boolean;
  /** Dark text on a light ground. */
  readonly isLight: boolean;
};

const DEFAULT_COLUMNS = 80;
const LEAST_COLUMNS = 40;

type Stream = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly getColorDepth?: (env: object) => number;
};

const isSet = (value: string | undefined) => value !== undefined && value !== "";

function forcedDepth(value: string): Terminal["colourDepth"] {
  if (value === "0" || value === "false") return 1;
  return value === "2" ? 8 : value === "3" ? 24 : 4;
}

/** FORCE_COLOR is asked for on purpose, so it goes before NO_COLOR; pipes and dumb terminals get no colour. */
function colourDepth(stream: Stream, env: NodeJS.ProcessEnv): Terminal["colourDepth"] {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forcedDepth(forced);
  if (isSet(env["NO_COLOR"]) || !stream.isTTY || env["TERM"] === "dumb") return 1;
  const depth = stream.getColorDepth?.(env) ?? 1;
  return depth >= 24 ? 24 : depth >= 8 ? 8 : depth >= 4 ? 4 : 1;
}

/** Only a locale that says otherwise, or a dumb terminal, is taken at its word: containers and cron jobs set none. */
function hasBlocks(env: NodeJS.ProcessEnv): boolean {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find(isSet);
  return env["TERM"] !== "dumb" && (locale === undefined || /utf-?8/i.test(locale));
}

/** Some terminals tell their colours as "foreground;background"; of those that do not, most are dark. */
const isLight = (env: NodeJS.ProcessEnv) => /;(7|15)$/.test(env["COLORFGBG"] ?? "");

export function terminalOf(stream: Stream, env: NodeJS.ProcessEnv): Terminal {
  const told = Number(env["COLUMNS"]);
  // A terminal that does not know its width says 0.
  const columns = stream.columns || (Number.isInteger(told) && told > 0 ? told : DEFAULT_COLUMNS);
  return {
    columns: Math.max(columns, LEAST_COLUMNS),
    colourDepth: colourDepth(stream, env),
    hasBlocks: hasBlocks(env),
    isLight: isLight(env),
  };
}
