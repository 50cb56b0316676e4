"use client";

import {
  bootHref,
  formatDuration,
  visibleText,
  type BootSummary,
  type BootsMessage,
  type ChangesMessage,
} from "@hacotaki/core";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { layoutMini, sharedScale } from "../charts/mini-waterfall/layout.ts";
import { MiniWaterfall } from "../charts/mini-waterfall/mini-waterfall.tsx";
import { layoutRuler, niceStep } from "../charts/ruler/layout.ts";
import { Ruler } from "../charts/ruler/ruler.tsx";
import { isUnderWay, offsetNow } from "../lib/boot-facts.ts";
import { boardOf, currentSpan, isStuck, withChanges } from "../lib/live-board.ts";
import type { Dates } from "../lib/wall-time.ts";
import { followChanges } from "../live/changes.ts";
import { clockSkew, useServerNow } from "../live/clock.ts";
import { BootColumns } from "./boot-columns.tsx";
import { BootRow } from "./boot-row.tsx";
import { DurationText } from "./duration.tsx";

/** Steps of the growing scale. */
const GROWTH = 8;
const RULER_PX = 420;

function Booting({ boot, nowNs, scaleNs }: { boot: BootSummary; nowNs: bigint; scaleNs: bigint }) {
  const t = useTranslations("live");
  const current = currentSpan(boot, nowNs);
  const stuck = isStuck(nowNs);
  const place = current && { span: current.slug, duration: formatDuration(current.forNs) };
  return (
    <li className="booting" data-stuck={stuck} data-boot={boot.id}>
      <Link href={bootHref(boot.id)} prefetch={false}>
        {visibleText(boot.container, 60)}
      </Link>
      <span className="number">
        <DurationText ns={nowNs} />
      </span>
      <MiniWaterfall geometry={layoutMini(boot, scaleNs, nowNs)} />
      <span className={stuck ? "bad" : "dim"}>{place && (stuck ? t("stuck", place) : t("in", place))}</span>
    </li>
  );
}

/** Follows boots; while paused, changes gather unseen. */
function useBoard(initial: BootsMessage) {
  const router = useRouter();
  const [board, setBoard] = useState(() => boardOf(initial.boots));
  const [isPaused, setIsPaused] = useState(false);
  const [waiting, setWaiting] = useState<readonly ChangesMessage[]>([]);
  const paused = useRef(isPaused);
  paused.current = isPaused;
  useEffect(
    () =>
      followChanges(initial.revision, {
        onChanges(message) {
          if (message.skipped) router.refresh();
          if (paused.current) setWaiting((all) => [...all.slice(-100), message]);
          else setBoard((now) => withChanges(now, message));
        },
      }),
    [initial.revision, router],
  );
  useEffect(() => setBoard(boardOf(initial.boots)), [initial]);
  const toggle = () => {
    if (isPaused) {
      setBoard((now) => waiting.reduce(withChanges, now));
      setWaiting([]);
    }
    setIsPaused(!isPaused);
  };
  const changed = new Set(waiting.flatMap(({ boots }) => boots.map(({ id }) => id))).size;
  return { board, isPaused, changed, toggle };
}

export function LiveBoard({
  initial,
  dates,
  now: told,
}: {
  initial: BootsMessage;
  dates: Dates;
  now: bigint;
}) {
  const t = useTranslations("live");
  const list = useTranslations("boots");
  const { board, isPaused, changed, toggle } = useBoard(initial);
  const skew = useMemo(() => clockSkew(told), [told]);
  const booting = board.booting.filter(isUnderWay);
  const clock = useServerNow(booting.length > 0 && !isPaused ? "frame" : "rest", skew);
  const now = clock ?? told;
  const offsets = booting.map((boot) => offsetNow(boot, now) ?? 0n);
  const longest = offsets.reduce((max, each) => (each > max ? each : max), 100_000_000n);
  const step = BigInt(niceStep(Number(longest) / GROWTH));
  const scaleNs = ((longest + step) / step) * step;
  const finishedScale = useMemo(() => sharedScale(board.finished), [board.finished]);
  const finishedTicks = useMemo(
    () => layoutRuler({ fromNs: 0n, toNs: finishedScale }, RULER_PX),
    [finishedScale],
  );
  return (
    <>
      <div className="live-tools">
        <p role="status">
          {isPaused ? t("paused", { count: changed }) : t("summary", { count: booting.length })}
        </p>
        <button type="button" className="button" aria-pressed={isPaused} onClick={toggle}>
          {isPaused ? t("resume") : t("pause")}
        </button>
      </div>
      <section>
        <h2>{t("booting")}</h2>
        {booting.length === 0 ? (
          <p className="nothing">
            <strong>{t("none")}</strong> {t("noneHint")}
          </p>
        ) : (
          <ul className="booting-list">
            {booting.map((boot, index) => (
              <Booting key={boot.id} boot={boot} nowNs={offsets[index] ?? 0n} scaleNs={scaleNs} />
            ))}
          </ul>
        )}
      </section>
      <section className="boot-list">
        <h2>{t("finished")}</h2>
        <table>
          <BootColumns />
          <thead>
            <tr>
              <th scope="col">{list("when")}</th>
              <th scope="col">{list("container")}</th>
              <th scope="col" className="host">
                {list("host")}
              </th>
              <th scope="col">{list("outcome")}</th>
              <th scope="col" className="number">
                {list("duration")}
              </th>
              <th scope="col" className="number">
                {list("ready")}
              </th>
              <th scope="col" className="chart">
                <span className="sr">{list("waterfallShared")}</span>
                <Ruler ticks={finishedTicks} />
              </th>
            </tr>
          </thead>
          <tbody>
            {board.finished.map((boot, index) => (
              <BootRow
                key={boot.id}
                boot={boot}
                index={index}
                scaleNs={finishedScale}
                nowNs={undefined}
                dates={dates}
              />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
