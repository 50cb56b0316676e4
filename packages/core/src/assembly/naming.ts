import type { NameSource } from "../domain/boot.ts";
import type { ExecEvent } from "../domain/event.ts";
import type { BootDraft, Process } from "./draft.ts";

/** Options of `haconiwa run` that take no value, and such as take none by their nature. */
const FLAGS: ReadonlySet<string> = new Set([
  "--daemon",
  "--no-daemon",
  "--bootstrap",
  "--no-provision",
  "--help",
  "--verbose",
  "--quiet",
]);
const SHORT_FLAGS = /^-[DTbNhvq]+$/;

/** May the argument after this one be its value? */
const mayTakeValue = (argument: string): boolean =>
  /^--?[^=]+$/.test(argument) && !FLAGS.has(argument) && !SHORT_FLAGS.test(argument);

/** What haconiwa itself was told, without its own name: behind `--` comes the container's command. */
function ownArguments(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return argv.slice(1, end === -1 ? undefined : end);
}

/**
 * The argument that names the haco file in `haconiwa run [options] FILE [COMMAND] [-- COMMAND]`: the first that is no
 * option and cannot be the value of one, or that ends in .haco.
 */
export function hacoArgumentOf(argv: readonly string[] | undefined): string | undefined {
  if (argv === undefined) return undefined;
  const own = ownArguments(argv);
  return own.find(
    (argument, n) =>
      n > 0 && // the subcommand
      argument !== "" &&
      !argument.startsWith("-") &&
      (argument.endsWith(".haco") || !mayTakeValue(own[n - 1] ?? "")),
  );
}

/** The haco file that a command line names, as an absolute path where the working directory is known. */
export function hacoFileOf(argv: readonly string[] | undefined, cwd: string | undefined): string | undefined {
  const file = hacoArgumentOf(argv);
  return file === undefined || file.startsWith("/") || cwd === undefined ? file : joinPath(cwd, file);
}

/** The arguments that are known to the end: of a command line that was cut off, the last one may go on. */
export const wholeArguments = ({
  argv,
  argvTruncated,
}: Pick<ExecEvent, "argv" | "argvTruncated">): readonly string[] | undefined =>
  argvTruncated === true ? argv?.slice(0, -1) : argv;

function joinPath(folder: string, file: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${file}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

const baseName = (file: string) => (file.split("/").at(-1) ?? file).replace(/\.haco$/, "");

/**
 * The UTS hostname that haconiwa gave the container: seen from phase 17 on,
 * in a UTS namespace that is not the host's.
 */
export function containerHostname({ run, container }: BootDraft): string | undefined {
  const name = [17, 18, 19, 20, 21].flatMap((code) => container?.passes.get(code)?.hostname ?? [])[0];
  if (name === undefined || name === "") return undefined;
  const uts = container?.namespaces?.uts;
  const outside = run.launcher?.namespaces?.uts;
  const own =
    uts !== undefined && outside !== undefined
      ? uts !== outside
      : name !== run.launcher?.hostname && name !== run.source.hostName;
  return own ? name : undefined;
}

const realComm = (process: Process | undefined) =>
  process?.comm === "" || process?.comm === "<...>" ? undefined : process?.comm;

/** `name = …`, of whatever receiver, to the end of its line. */
const NAME_ASSIGNMENT = /^[ \t]*(?:\w+\.)?name[ \t]*=[ \t]*(\S.*?)[ \t]*$/gm;
/** A string of Ruby that nothing is put into when it is evaluated. */
const LITERAL = /^(?:"([^"#\\]+)"|'([^'\\]+)')(?:[ \t]*#.*)?$/;
/** A word as it stands names something else in Ruby, and itself where a haco file is a list of options. */
const WORD = /^[\w.-]+$/;

/** The name that the text of a haco file gives its container, where it says so plainly and of one alone. */
export function nameInHacoText(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const isRuby = /\bHaconiwa\b/.test(text);
  const names = new Set(
    [...text.matchAll(NAME_ASSIGNMENT)].map(([, value = ""]) => {
      const [, double, single] = LITERAL.exec(value) ?? [];
      return double ?? single ?? (!isRuby && WORD.test(value) ? value : undefined);
    }),
  );
  const [name] = names;
  return names.size === 1 ? name : undefined;
}

function nameInArguments(argv: readonly string[] | undefined): string | undefined {
  const own = argv === undefined ? [] : ownArguments(argv);
  const at = own.findIndex((argument) => argument === "--name" || argument.startsWith("--name="));
  const given = own[at] === "--name" ? own[at + 1] : own[at]?.slice("--name=".length);
  return given === "" ? undefined : given;
}

type Named = { readonly container: string; readonly containerSource: NameSource };
const named = (container: string | undefined, containerSource: NameSource): Named | undefined =>
  container === undefined ? undefined : { container, containerSource };

/** By its UTS host name, unless haconiwa's pid file says that this is another name (`config.hostname`). */
function nameSeen(boot: BootDraft): Named | undefined {
  const hostname = containerHostname(boot);
  const pidFile = boot.facts.get("pid-file-name");
  const isHostname = hostname !== undefined && (pidFile === undefined || pidFile === hostname);
  return isHostname ? named(hostname, "hostname") : named(pidFile, "pid-file");
}

const cgroupName = ({ facts }: BootDraft) =>
  facts
    .get("cgroup")
    ?.split("/")
    .findLast((part) => part !== "");

/** No probe carries the container's name: take the best source there is. */
export function nameBoot(boot: BootDraft, hacoFile: string | undefined): Named {
  const { run, supervisor, container } = boot;
  const text = boot.facts.get("haco-text") ?? run.facts.get("haco-text");
  return (
    nameSeen(boot) ??
    named(cgroupName(boot), "cgroup") ??
    named(nameInArguments(run.launcher?.tracedExec?.argv), "command-line") ??
    named(nameInHacoText(text), "haco-file") ??
    named(hacoFile === undefined ? undefined : baseName(hacoFile), "haco-file") ??
    named(realComm(supervisor) ?? realComm(run.launcher) ?? realComm(container), "comm") ?? {
      container: "unknown",
      containerSource: "comm",
    }
  );
}
