import type { Helper } from "./detail.ts";
import type { ShownCall } from "./shown-detail.ts";
import type { Boot, BootProcess, Mark, Span } from "./boot.ts";
import type { BootEvent, FactKey, LeftAs, LossReason, ProbeArgument } from "./event.ts";
import { holdsText, soughtText } from "./filter.ts";
import { omitUndefined } from "./omit-undefined.ts";
import { between, type Duration, type Instant } from "./time.ts";

/** More words than anybody looks for at once: further ones are left out. */
const MAX_WORDS = 8;

/** The words of what is looked for, as `holdsText` takes them. Each has to be found, in any order. */
export const soughtWords = (text: string): readonly string[] =>
  soughtText(text).split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);

/** Whether the texts hold all words; a number is found where all of it was typed. */
const holdWords = (
  words: readonly string[],
  texts: readonly (string | undefined)[],
  numbers: readonly (number | undefined)[] = [],
) => words.every((word) => holdsText(word, texts) || numbers.some((each) => String(each) === word));

/** Spans that are called, addressed or bounded by what is looked for; `nameOf` is what the reader sees. */
export const spansFound = (
  { spans }: Pick<Boot, "spans">,
  words: readonly string[],
  nameOf: (span: Span) => string,
): readonly Span[] =>
  words.length === 0
    ? []
    : spans.filter((span) =>
        holdWords(words, [nameOf(span), span.label, span.slug, span.group, span.from, span.to]),
      );

/** Processes that execute, are called or numbered what is looked for, by their start. */
export const processesFound = (
  { processes }: Pick<Boot, "processes">,
  words: readonly string[],
): readonly BootProcess[] =>
  words.length === 0
    ? []
    : processes
        .filter(({ execFile, comm, lane, tgid, nspid }) =>
          holdWords(words, [execFile, comm, lane], [tgid, nspid]),
        )
        .sort((a, b) => Number(a.startAt - b.startAt));

/** Calls that are named, were told, or returned what is looked for: by name, arguments, result, program and pid. */
export const callsFound = (calls: readonly ShownCall[], words: readonly string[]): readonly ShownCall[] =>
  words.length === 0
    ? []
    : calls.filter(({ name, told, result, comm, tgid, tid }) =>
        holdWords(words, [name, ...told.map(([, value]) => value), result, comm], [tgid, tid]),
      );

/** Helpers of which the command line, file or pid is what is looked for. */
export const helpersFound = (helpers: readonly Helper[], words: readonly string[]): readonly Helper[] =>
  words.length === 0
    ? []
    : helpers.filter(({ command, file, tgid }) => holdWords(words, [command.join(" "), file], [tgid]));

/** What a page shows of an event: when, in which process, and what it says. */
export type ShownEvent = {
  readonly at: Instant;
  readonly seq: number;
  readonly tgid?: number;
  readonly comm?: string;
} & (
  | { readonly kind: "probe"; readonly probe: string; readonly args: readonly ProbeArgument[] }
  | { readonly kind: "fork"; readonly childTgid: number }
  | { readonly kind: "exec"; readonly file: string }
  | { readonly kind: "exit"; readonly code?: number; readonly signal?: number }
  | { readonly kind: "listen"; readonly address?: string; readonly port?: number }
  | {
      readonly kind: "syscall";
      readonly name: string;
      readonly when: "enter" | "exit";
      /** Its parameters in their order, as texts. */
      readonly told: readonly string[];
      readonly result?: string;
    }
  | { readonly kind: "cgroup"; readonly action: "mkdir" | "attach"; readonly path: string }
  | {
      readonly kind: "wait";
      readonly left: LeftAs;
      readonly frame?: string;
      readonly duration: Duration;
    }
  | { readonly kind: "fact"; readonly key: FactKey; readonly value: string }
  | { readonly kind: "loss"; readonly reason: LossReason }
);

/** Of a mark, what a page shows. */
export type ShownMark = Pick<Mark, "at" | "seq" | "tgid" | "lane" | "name" | "flag" | "text">;

/** Characters of a text that are shown of a hit: a haco file is a line of a list here. */
const SHOWN_TEXT = 200;
const cut = (text: string) => text.slice(0, SHOWN_TEXT).toWellFormed();

/** An event with what is shown of it and no more, arguments as texts. */
export function shownEvent(event: BootEvent): ShownEvent {
  const { at, seq, tgid, comm } = event;
  const origin = omitUndefined({ at, seq, tgid, comm });
  switch (event.kind) {
    case "probe":
      return {
        ...origin,
        kind: "probe",
        probe: event.probe,
        args: event.args.map((each) => (each === undefined ? undefined : cut(String(each)))),
      };
    case "fork":
      return { ...origin, kind: "fork", childTgid: event.childTgid };
    case "exec":
      return { ...origin, kind: "exec", file: cut(event.file) };
    case "exit":
      return { ...origin, kind: "exit", ...omitUndefined({ code: event.code, signal: event.signal }) };
    case "listen":
      return { ...origin, kind: "listen", ...omitUndefined({ address: event.address, port: event.port }) };
    case "syscall":
      return {
        ...origin,
        kind: "syscall",
        name: cut(event.name),
        when: event.when,
        told: Object.entries(event.parameters).map(([name, value]) => cut(`${name} ${value ?? "?"}`)),
        ...omitUndefined({ result: event.result?.toString() }),
      };
    case "cgroup":
      return { ...origin, kind: "cgroup", action: event.action, path: cut(event.path) };
    case "wait":
      return {
        ...origin,
        kind: "wait",
        left: event.left,
        duration: between(event.from, event.at),
        ...omitUndefined({ frame: event.frame === undefined ? undefined : cut(event.frame) }),
      };
    case "fact":
      return { ...origin, kind: "fact", key: event.key, value: cut(event.value) };
    case "loss":
      return { ...origin, kind: "loss", reason: event.reason };
  }
}

/** A mark with what is shown of it and no more. */
export const shownMark = ({ at, seq, tgid, lane, name, flag, text }: Mark): ShownMark =>
  omitUndefined({ at, seq, tgid, lane, name, flag, text: text === undefined ? undefined : cut(text) });
