"use client";

import {
  unpackBoots,
  type BootsMessage,
  type BootSummary,
  type ChangesMessage,
  type PackedBoots,
} from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { memo, useEffect, useMemo, useRef, useState, type FocusEvent } from "react";
import { sharedScale } from "../../charts/mini-waterfall/scale.ts";
import { layoutRuler, niceStep } from "@hacotaki/core/drawing/ruler";
import { Ruler } from "../../charts/ruler/ruler.tsx";
import { offsetNow } from "../ui/boot-facts.ts";
import {
  catchUp,
  hold,
  liveState,
  pause,
  receive,
  release,
  reload,
  waitingBoots,
  type Board,
} from "./board-state.ts";
import { isStuck } from "../ui/stuck.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { followChanges } from "../../follow/changes.ts";
import { clockSkew, useServerNow } from "../../follow/clock.ts";
import { useGap, type Gap } from "./use-gap.ts";
import { useRarely } from "./use-rarely.ts";
import { useUsual, type UsualByContainer } from "./use-usual.ts";
import { BootingRow } from "./booting-row.tsx";
import { BootRow } from "../boots/boot-row.tsx";
import { BootsTable } from "../boots/boots-table.tsx";
import { SharedScale } from "../boots/scaled-mini.tsx";

/** Steps of the growing scale. */
const GROWTH = 8;
const RULER_PX = 420;
/** So many bars grow with every frame; more of them ten times a second, so that the page stays quick. */
const SMOOTH_ROWS = 50;
const COARSE_NS = 100_000_000n;
/** A screen reader is told of changes this often at most. */
const SPEAK_MS = 10_000;

/** Follows boots. While paused or held, what changes gathers unseen. */
function useLive(initial: BootsMessage) {
  const router = useRouter();
  const [state, setState] = useState(() => liveState(initial.boots));
  const revision = useRef(initial.revision);
  const { gap, note, dismiss } = useGap(() => revision.current);
  const latestNote = useRef(note);
  latestNote.current = note;
  useEffect(() => {
    const onChanges = (message: ChangesMessage) => {
      revision.current = message.revision;
      latestNote.current(message.revision);
      if (message.skipped) router.refresh();
      else setState((now) => receive(now, message));
    };
    return followChanges(initial.revision, { onChanges });
  }, [initial.revision, router]);
  const first = useRef(initial);
  useEffect(() => {
    if (first.current === initial) return;
    first.current = initial;
    setState((now) => reload(now, initial.boots));
  }, [initial]);
  return { state, setState, gap, dismiss };
}

function GapNotice({ gap, dates, onDismiss }: { gap: Gap; dates: Dates; onDismiss: () => void }) {
  const t = useTranslations("live");
  const clock = (ms: number) => wallTimeText(BigInt(ms) * 1_000_000n, dates, "time") ?? "";
  const facts = {
    from: clock(gap.fromMs),
    to: clock(gap.toMs),
    count: gap.boots,
    since: gap.fromRevision.toString(),
    until: (gap.toRevision ?? gap.fromRevision).toString(),
  };
  const said =
    gap.state === "skipped"
      ? t("gapSkipped", facts)
      : gap.state === "catching-up"
        ? t("gapCatchingUp", facts)
        : gap.boots === 0
          ? t("gapNothing", facts)
          : t("gapCaughtUp", facts);
  return (
    <div className="notice gap" data-tone={gap.state === "skipped" ? "warn" : "plain"} role="status">
      <p>{said}</p>
      <button type="button" className="quiet" onClick={onDismiss}>
        {t("dismiss")}
      </button>
    </div>
  );
}

/** The scale all bars grow on: in steps, so that they are seen growing, and with room for what is usual. */
function growingScale(lengths: readonly bigint[]): bigint {
  const longest = lengths.reduce((max, each) => (each > max ? each : max), 100_000_000n);
  const step = BigInt(niceStep(Number(longest) / GROWTH));
  return ((longest + step) / step) * step;
}

type BoardProps = {
  readonly board: Board;
  readonly now: bigint;
  readonly usual: UsualByContainer;
  /** Boots as they were when nobody watched them any more, and since when. One that changes since is not among them. */
  readonly away: ReadonlyMap<BootSummary, bigint>;
  readonly dates: Dates;
};

function BootingList({ board: { booting }, now, usual, away, dates }: BoardProps) {
  const t = useTranslations("live");
  const offsets = booting.map((boot) => offsetNow(boot, away.get(boot) ?? now) ?? 0n);
  const shownUsual = booting.flatMap(({ container }) => usual.get(container)?.p95Ns ?? []);
  const scaleNs = growingScale([...offsets, ...shownUsual]);
  const ticks = useMemo(() => layoutRuler({ fromNs: 0n, toNs: scaleNs }, RULER_PX), [scaleNs]);
  return (
    <section aria-labelledby="booting-title">
      <h2 id="booting-title">{t("booting")}</h2>
      {booting.length === 0 ? (
        <p className="nothing">
          <strong>{t("none")}</strong> {t("noneHint")}
        </p>
      ) : (
        <>
          <div className="booting booting-head" aria-hidden="true">
            <span />
            <span />
            <Ruler ticks={ticks} />
            <span />
          </div>
          <ul className="booting-list">
            {booting.map((boot, index) => (
              <BootingRow
                key={boot.id}
                boot={boot}
                nowNs={offsets[index] ?? 0n}
                scaleNs={scaleNs}
                usual={usual.get(boot.container)}
                away={wallTimeText(away.get(boot), dates, "full")}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const FinishedList = memo(function FinishedList({
  finished,
  dates,
}: {
  finished: Board["finished"];
  dates: Dates;
}) {
  const t = useTranslations("live");
  const scale = useMemo(() => sharedScale(finished), [finished]);
  return (
    <section className="boot-list" aria-labelledby="finished-title">
      <h2 id="finished-title">{t("finished")}</h2>
      <BootsTable scale={scale}>
        <SharedScale value={scale}>
          {finished.map((boot, index) => (
            <BootRow key={boot.id} boot={boot} index={index} nowNs={undefined} dates={dates} />
          ))}
        </SharedScale>
      </BootsTable>
    </section>
  );
});

type Props = {
  readonly initial: PackedBoots;
  /** Boots of `initial` nobody watches any more, by id: since when, UTC ns. */
  readonly away: ReadonlyMap<string, bigint>;
  readonly usual: UsualByContainer;
  readonly dates: Dates;
  readonly now: bigint;
};

export function LiveBoard({
  initial: packed,
  away: awayIds,
  usual: initialUsual,
  dates,
  now: madeAt,
}: Props) {
  const t = useTranslations("live");
  const initial = useMemo(() => unpackBoots(packed), [packed]);
  const { state, setState, gap, dismiss } = useLive(initial);
  const { shown, mode, changed } = state;
  const isPaused = mode === "paused";
  const usual = useUsual(
    shown.booting.map(({ container }) => container),
    initialUsual,
  );
  const skew = useMemo(() => clockSkew(madeAt), [madeAt]);
  const away = useMemo(
    () =>
      new Map(
        initial.boots.flatMap((boot) => {
          const since = awayIds.get(boot.id);
          return since === undefined ? [] : [[boot, since] as const];
        }),
      ),
    [initial, awayIds],
  );
  const isMoving = shown.booting.some((boot) => boot.outcome === "booting" && !away.has(boot)) && !isPaused;
  const clock = useServerNow(isMoving ? "frame" : "rest", skew);
  // A pause keeps the moment it began; a clock at rest tells none.
  const seen = useRef(madeAt);
  if (clock !== undefined) seen.current = clock;
  const isMany = shown.booting.length > SMOOTH_ROWS;
  const now = isMany ? (seen.current / COARSE_NS) * COARSE_NS : seen.current;
  const on = shown.booting.filter((boot) => boot.outcome === "booting" && !away.has(boot));
  const stuck = on.filter((boot) => isStuck(offsetNow(boot, now) ?? 0n, usual.get(boot.container))).length;
  const summary = isPaused
    ? t("paused", { count: changed.size })
    : t("summary", { count: on.length, stuck, away: shown.booting.filter((boot) => away.has(boot)).length });
  const spoken = useRarely(summary, SPEAK_MS);
  const waiting = mode === "held" ? waitingBoots(state) : 0;
  const inside = useRef({ pointer: false, focus: false });
  const look = (part: "pointer" | "focus", isInside: boolean) => {
    inside.current[part] = isInside;
    const { pointer, focus } = inside.current;
    setState(pointer || focus ? hold : release);
  };
  const onBlur = (event: FocusEvent<HTMLElement>) =>
    look("focus", event.currentTarget.contains(event.relatedTarget));
  const toggle = () =>
    setState((now) => {
      if (now.mode !== "paused") return pause(now);
      const { pointer, focus } = inside.current;
      return pointer || focus ? hold(catchUp(now)) : catchUp(now);
    });
  return (
    <>
      <div className="live-tools" data-paused={isPaused}>
        <p>{summary}</p>
        <span className="sr" role="status">
          {spoken}
        </span>
        <button type="button" className="button" onClick={toggle}>
          {isPaused ? t("resume") : t("pause")}
        </button>
        <span className="dim waiting">{waiting > 0 && t("waiting", { count: waiting })}</span>
      </div>
      {gap && <GapNotice gap={gap} dates={dates} onDismiss={dismiss} />}
      <div
        className="live-rows"
        onPointerEnter={() => look("pointer", true)}
        onPointerLeave={() => look("pointer", false)}
        onFocus={() => look("focus", true)}
        onBlur={onBlur}
      >
        <BootingList board={shown} now={now} usual={usual} away={away} dates={dates} />
        {shown.finished.length > 0 && <FinishedList finished={shown.finished} dates={dates} />}
      </div>
    </>
  );
}
