/**
 * The lines that a program wrote, out of a line of the log it was written to; none while one is not whole yet. A line
 * that is not laid out so is given as it is.
 */
export type Layout = () => (line: string) => readonly string[];

/** Escape sequences of terminals: colours and cursors, titles, and single characters. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const shown = (line: string) => (line.includes("\u001b") ? line.replace(ESCAPES, "") : line);

/** More than a line may hold is not collected. */
const MAX_TEXT = 1024 * 1024;
const MAX_PREFIXES = 3;

/** What loggers put before a line: each as it is, at the beginning. */
const PREFIXES = [
  // A container runtime's, of Kubernetes: the end of a long line comes with "F".
  /^\d{4}-\d\d-\d\dT\S+ (?:stdout|stderr) F /,
  // docker logs -t, ts
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s/,
  // syslog, journalctl
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \S+ [^\s:[]{1,100}(?:\[\d+\])?: /,
  // docker compose logs
  /^\S{1,200} *\| /,
  // kubectl logs --prefix
  /^\[pod\/\S{1,300}\] /,
];

/** An event has no text before its brace: grep, and loggers that are not known, put some there. */
const BEFORE_OBJECT = /^[^{]{1,1000}(?=\{\s*")/;

function withoutPrefix(line: string): string {
  let rest = shown(line);
  for (let n = 0; n < MAX_PREFIXES; n++) {
    const prefix = PREFIXES.find((each) => each.test(rest));
    if (prefix === undefined) break;
    rest = rest.replace(prefix, "");
  }
  return rest.replace(BEFORE_OBJECT, "");
}

function member(line: string, name: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value = (JSON.parse(line) as Readonly<Record<string, unknown>>)[name];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Docker's json-file: an object a line, whose `log` ends with a line end unless the line goes on in the next. */
const dockerLayout: Layout = () => {
  let begun = "";
  return (line) => {
    const log = member(line, "log");
    if (log === undefined) return [line];
    begun = begun.length > MAX_TEXT ? begun : begun + log;
    if (!log.endsWith("\n")) return [];
    const whole = shown(begun).trimEnd();
    begun = "";
    return [whole];
  };
};

/** A part of a long line, as container runtimes of Kubernetes write it. */
const PARTIAL = /^\d{4}-\d\d-\d\dT\S+ (?:stdout|stderr) P /;

const prefixedLayout: Layout = () => {
  let begun = "";
  return (line) => {
    if (PARTIAL.test(line)) {
      begun = begun.length > MAX_TEXT ? begun : begun + line.replace(PARTIAL, "");
      return [];
    }
    const whole = begun === "" ? withoutPrefix(line) : begun + line.replace(PREFIXES[0] ?? "", "");
    begun = "";
    return [whole];
  };
};

/** journalctl -o json */
const journalLayout: Layout = () => (line) => [shown(member(line, "MESSAGE") ?? line)];

export const plainLayout: Layout = () => (line) => [line];
/** What `script` and a terminal's log hold. */
const terminalLayout: Layout = () => (line) => [shown(line)];

/** In the order in which they are tried. */
export const LAYOUTS: readonly Layout[] = [
  plainLayout,
  terminalLayout,
  dockerLayout,
  journalLayout,
  prefixedLayout,
];
