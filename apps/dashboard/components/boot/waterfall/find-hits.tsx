"use client";

import {
  callsFound,
  callText,
  exactDuration,
  formatDuration,
  helpersFound,
  helperText,
  omitUndefined,
  processesFound,
  soughtWords,
  spanLabel,
  spansFound,
  visibleText,
  type Boot,
  type Helper,
  type ShownCall,
  type ShownDetail,
} from "@hacotaki/core";
import { callPart, helperPart } from "@hacotaki/core/drawing/inside";
import { useTranslations } from "next-intl";
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";
import { announce } from "../../ui/announcer.tsx";
import { EventWords } from "../../ui/event-words.tsx";
import { useSpanName } from "../../ui/span-name.ts";
import type { FindProps, FoundPlace } from "./found-place.ts";
import { useServedHits, type Served, type ServedHits } from "./use-served-hits.ts";

const KINDS = ["span", "call", "helper", "process", "mark", "event"] as const;
type Kind = (typeof KINDS)[number];
const SERVED: Readonly<Partial<Record<Kind, Served>>> = { mark: "marks", event: "events" };

type Hit = { readonly place: FoundPlace; readonly words: ReactNode; readonly group?: string };
/** Hits of a kind that are at hand, and how many there are. */
type Hits = { readonly hits: readonly Hit[]; readonly count: number; readonly isCounted: boolean };
type At = { readonly kind: Kind; readonly index: number };

const SHOWN = 120;

const own = (hits: readonly Hit[]): Hits => ({ hits, count: hits.length, isCounted: true });

/** What is found inside of spans: it is at hand by the time that anything is looked for. */
function insideHits(
  { startAt: start }: Boot,
  detail: ShownDetail | undefined,
  words: readonly string[],
): Readonly<Record<"call" | "helper", Hits>> {
  const { calls = [], helpers = [] } = detail?.inside ?? {};
  const placeOf = ({ startAt, endAt, span }: ShownCall | Helper, part: string): FoundPlace => ({
    atNs: startAt - start,
    ...omitUndefined({ toNs: endAt && endAt - start, slug: span, part: span && part }),
  });
  return {
    call: own(
      callsFound(calls, words).map((call) => ({
        place: placeOf(call, callPart(call, start)),
        words: (
          <>
            {visibleText(callText(call), SHOWN)} {call.result !== undefined && <small>= {call.result}</small>}
          </>
        ),
      })),
    ),
    helper: own(
      helpersFound(helpers, words).map((helper) => ({
        place: placeOf(helper, helperPart(helper, start)),
        words: (
          <>
            {visibleText(helperText(helper), SHOWN)} <small>pid {helper.tgid}</small>
          </>
        ),
      })),
    ),
  };
}

/** Everything found, kind by kind, in the order of their instants. */
function useHits(
  boot: Boot,
  detail: ShownDetail | undefined,
  text: string,
  served: ServedHits,
): Readonly<Record<Kind, Hits>> {
  const spanName = useSpanName();
  const words = useMemo(() => soughtWords(text), [text]);
  // Of the many calls of a boot: not for each key and frame.
  const inside = useMemo(() => insideHits(boot, detail, words), [boot, detail, words]);
  const offset = (at: bigint) => at - boot.startAt;
  return {
    ...inside,
    span: own(
      spansFound(boot, words, (span) => spanName(spanLabel(span))).map((span) => ({
        place: {
          atNs: offset(span.startAt),
          ...(span.state !== "open" && { toNs: offset(span.endAt) }),
          slug: span.slug,
        },
        words: spanName(spanLabel(span), SHOWN),
        group: span.group,
      })),
    ),
    process: own(
      processesFound(boot, words).map(({ startAt, execFile, comm, tgid }) => ({
        place: { atNs: offset(startAt) },
        words: (
          <>
            {visibleText(execFile ?? comm ?? "?", SHOWN)} {tgid !== undefined && <small>pid {tgid}</small>}
          </>
        ),
      })),
    ),
    mark: {
      ...served.marks,
      hits: served.marks.rows.map(({ at, name, text: said }) => ({
        place: { atNs: offset(at) },
        words: (
          <>
            {visibleText(name, SHOWN)} {said !== undefined && visibleText(said, SHOWN)}
          </>
        ),
      })),
    },
    event: {
      ...served.events,
      hits: served.events.rows.map((event) => ({
        place: { atNs: offset(event.at) },
        words: (
          <>
            <EventWords event={event} /> {event.tgid !== undefined && <small>pid {event.tgid}</small>}
          </>
        ),
      })),
    },
  };
}

/** The hit before or after one, all around. */
function beside(all: Readonly<Record<Kind, Hits>>, from: At | undefined, by: 1 | -1): At | undefined {
  const flat = KINDS.flatMap((kind) => all[kind].hits.map((_, index): At => ({ kind, index })));
  const here = flat.findIndex(({ kind, index }) => kind === from?.kind && index === from.index);
  return here === -1 ? flat.at(by === 1 ? 0 : -1) : flat[(here + by + flat.length) % flat.length];
}

type Props = Pick<FindProps, "boot" | "detail" | "onGo"> & {
  readonly text: string;
  /** What keys in the field do. */
  readonly keys: RefObject<((event: KeyboardEvent) => void) | undefined>;
  readonly list: string;
  readonly isOpen: boolean;
  readonly setIsOpen: (isOpen: boolean) => void;
  /** Tells the field which of the list's options it is at. */
  readonly onActive: (id: string | undefined) => void;
  readonly onEnd: () => void;
};

type Ways = Pick<Props, "text" | "onGo"> &
  Pick<ReturnType<typeof useServedHits>, "load"> & {
    readonly all: Readonly<Record<Kind, Hits>>;
    readonly served: ServedHits;
  };

/** Which hit somebody is at, and the ways from there. */
function useWays({ text, all, served, load, onGo }: Ways) {
  const t = useTranslations("waterfall.find");
  /** Which hit is marked in the list, and whether the chart shows it. */
  const [at, setAt] = useState<At & { readonly isShown: boolean }>();
  useEffect(() => setAt(undefined), [text]);

  function go(to: At | undefined): void {
    const hit = to && all[to.kind].hits[to.index];
    if (hit === undefined || to === undefined) return;
    setAt({ ...to, isShown: true });
    onGo(hit.place);
    announce(`${t(`kind.${to.kind}`)}: +${exactDuration(hit.place.atNs)}`);
  }
  /** Behind the last hit at hand of marks or events there may be more. */
  async function step(by: 1 | -1, then: (to: At | undefined) => void): Promise<void> {
    const side = at && SERVED[at.kind];
    const isLast = at !== undefined && at.index === all[at.kind].hits.length - 1;
    if (by === 1 && side !== undefined && isLast && served[side].next !== undefined) {
      // The hit after it is there with the next drawing: then the step is made again.
      if (await load(side)) waiting.current = then;
      return;
    }
    then(beside(all, at, by));
  }
  const waiting = useRef<(to: At | undefined) => void>(undefined);
  useEffect(() => {
    const then = waiting.current;
    waiting.current = undefined;
    then?.(beside(all, at, 1));
  });
  const mark = (to: At | undefined) => to && setAt({ ...to, isShown: false });
  return { at, go, step, mark };
}

/** What was found, how many, and the ways from hit to hit. */
export default function FindHits({
  boot,
  detail,
  text,
  onGo,
  keys,
  list,
  isOpen,
  setIsOpen,
  onActive,
  onEnd,
}: Props) {
  const t = useTranslations("waterfall.find");
  const { hits: served, load } = useServedHits(boot.id, text);
  const all = useHits(boot, detail, text, served);
  const { at, go, step, mark } = useWays({ text, all, served, load, onGo });
  const activeId = at && `${list}-${at.kind}-${at.index}`;
  useEffect(() => onActive(activeId), [onActive, activeId]);
  keys.current = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = (by: 1 | -1) => () => {
      setIsOpen(true);
      void step(by, mark);
    };
    const enter = () => {
      setIsOpen(false);
      if (at !== undefined && !at.isShown) go(at);
      else void step(event.shiftKey ? -1 : 1, go);
    };
    const does: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: move(1),
      ArrowUp: move(-1),
      Enter: enter,
      Escape: isOpen ? () => setIsOpen(false) : onEnd,
    };
    const action = does[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  const count = KINDS.reduce((sum, kind) => sum + all[kind].count, 0);
  const isCounted = served.isLost || KINDS.every((kind) => all[kind].isCounted);
  const before = at && KINDS.slice(0, KINDS.indexOf(at.kind)).reduce((sum, kind) => sum + all[kind].count, 0);
  return (
    <>
      <span className="find-count" role="status">
        <button type="button" className="quiet" tabIndex={-1} onClick={() => setIsOpen(!isOpen)}>
          {at !== undefined && before !== undefined && isCounted
            ? t("at", { at: before + at.index + 1, count })
            : t(isCounted ? "count" : "counting", { count })}
        </button>
      </span>
      <span className="segments">
        <button
          type="button"
          data-shortcut="N"
          aria-label={t("previous")}
          title={t("previous")}
          onClick={() => void step(-1, go)}
        >
          ↑
        </button>
        <button
          type="button"
          data-shortcut="n"
          aria-label={t("next")}
          title={t("next")}
          onClick={() => void step(1, go)}
        >
          ↓
        </button>
        <button type="button" aria-label={t("close")} title={t("close")} onClick={onEnd}>
          ×
        </button>
      </span>
      <HitList {...{ list, isOpen, all, activeId }} isLost={served.isLost} onHit={go} />
    </>
  );
}

type ListProps = Pick<Props, "list" | "isOpen"> & {
  readonly all: Readonly<Record<Kind, Hits>>;
  readonly activeId: string | undefined;
  readonly isLost: boolean;
  readonly onHit: (at: At) => void;
};

/** Hits under the heads of their kinds, over the chart. */
function HitList({ list, isOpen, all, activeId, isLost, onHit }: ListProps) {
  const t = useTranslations("waterfall.find");
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (activeId !== undefined && isOpen)
      document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId, isOpen]);
  const isEmpty = KINDS.every((kind) => all[kind].count === 0);
  return (
    <div ref={element} className="find-list" hidden={!isOpen || (isEmpty && !isLost)}>
      {isLost && <p className="bad">{t("lost")}</p>}
      <div id={list} role="listbox" aria-label={t("hits")}>
        {KINDS.filter((kind) => all[kind].hits.length > 0).map((kind) => (
          <div key={kind} role="group" aria-label={t(`kind.${kind}`)}>
            <h4 aria-hidden="true">
              {t(`kind.${kind}`)} <span className="dim">{all[kind].count.toLocaleString("en")}</span>
            </h4>
            {all[kind].hits.map(({ place, words, group }, index) => {
              const id = `${list}-${kind}-${index}`;
              return (
                <div
                  key={id}
                  id={id}
                  role="option"
                  aria-selected={id === activeId}
                  className={group && `g-${group}`}
                  // The field keeps the focus.
                  onPointerDown={(event) => event.preventDefault()}
                  onClick={() => onHit({ kind, index })}
                >
                  <span className="number" title={`+${exactDuration(place.atNs)}`}>
                    {formatDuration(place.atNs)}
                  </span>
                  {group && <span className="swatch" />} <span className="find-words">{words}</span>
                </div>
              );
            })}
            {all[kind].count > all[kind].hits.length && (
              <p className="dim">{t("more", { shown: all[kind].hits.length, count: all[kind].count })}</p>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
