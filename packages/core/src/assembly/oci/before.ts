import type { Span } from "../../domain/boot.ts";
import { namedSpan, withUniqueSlugs } from "../../domain/span.ts";
import type { Instant } from "../../domain/time.ts";
import type { OciBoot, OciProcess } from "./draft.ts";

/**
 * The engine's part before a boot, where its client was seen: from the client's exec to the runtime's every nanosecond in
 * one span. It is the run's, and counts into no boot.
 */
export function spansBefore(boot: OciBoot): Span[] {
  const { client, exec } = boot;
  if (client === undefined) return [];
  const shimAt = firstShim(boot, client.exec.at);
  const work = client.by === "lineage" ? client.process.landmarks.firstMount : boot.engineMount;
  const asked = work !== undefined && work > client.exec.at && work < (shimAt ?? exec.at) ? work : undefined;
  const last = shimAt !== undefined ? "shim" : asked === undefined ? "client" : "engine";
  const ends: readonly (readonly ["client" | "engine" | "shim", Instant | undefined, string])[] = [
    ["client", asked ?? shimAt, asked === undefined ? "shim's exec" : "first mount"],
    ["engine", asked === undefined ? undefined : shimAt, "shim's exec"],
    [last, exec.at, "runtime's exec"],
  ];
  const spans: Span[] = [];
  let at = client.exec.at;
  let from = "client's exec";
  for (const [slug, end, to] of ends) {
    if (end === undefined || end <= at) continue;
    spans.push({ ...namedSpan(slug), startAt: at, from, state: "closed", endAt: end, to });
    at = end;
    from = to;
  }
  return withUniqueSlugs(helpersIn(client.process).reduce<Span[]>((all, helper) => cut(all, helper), spans));
}

const isShim = ({ programExec }: OciProcess) => programExec?.program?.part === "shim";

/** When the shim that asked the runtime was first executed. */
const firstShim = ({ processes, runtime }: OciBoot, after: Instant): Instant | undefined =>
  processes.reduce<Instant | undefined>((first, process) => {
    const at = isShim(process) && process !== runtime ? process.programExec?.at : undefined;
    return at !== undefined && at > after && (first === undefined || at < first) ? at : first;
  }, undefined);

type Helper = { readonly startAt: Instant; readonly endAt: Instant };
/** What an engine's client let do for the network, exec to exit. */
const helpersIn = ({ children }: OciProcess): readonly Helper[] =>
  [...children].flatMap((child) => {
    const { programExec, exit } = child;
    const own =
      programExec?.program?.part === "network-helper" && exit
        ? [{ startAt: programExec.at, endAt: exit.at }]
        : [];
    return [...own, ...helpersIn(child)];
  });

/** A helper is cut out of what it interrupts. */
const cut = (spans: readonly Span[], { startAt, endAt }: Helper): Span[] =>
  spans.flatMap((span): Span[] => {
    if (span.state === "open" || span.slug === "network-helper") return [span];
    const [from, to] = [
      startAt > span.startAt ? startAt : span.startAt,
      endAt < span.endAt ? endAt : span.endAt,
    ];
    if (from >= to) return [span];
    const parts: Span[] = [
      { ...span, endAt: from, state: "closed", to: "exec" },
      {
        ...span,
        ...namedSpan("network-helper"),
        startAt: from,
        endAt: to,
        state: "closed",
        from: "exec",
        to: "exit",
      },
      { ...span, startAt: to, from: "exit" },
    ];
    return parts.filter((part) => part.state === "open" || part.endAt > part.startAt);
  });
