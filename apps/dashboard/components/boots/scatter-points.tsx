"use client";

import {
  bootHref,
  bootsQuery,
  exactDuration,
  formatDuration,
  visibleText,
  type BootId,
  type BootsView,
  type PointsMessage,
  type ScatterPoint,
} from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState, type RefObject } from "react";
import { percent } from "../../charts/percent.ts";
import { durationFraction, timeFraction, type Axis, type Domain } from "../../charts/scatter/axes.ts";
import { readWire } from "../../follow/read-wire.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { announce } from "../ui/announcer.tsx";
import { bootLength } from "../ui/boot-facts.ts";
import { nearestOf, type PlacedPoint } from "./nearest-of.ts";
import { REACH_PX } from "./box.ts";
import { fetchBoots } from "./fetch-boots.ts";

/** A boot that stays pointed at is asked for to the nanosecond. */
const REST_MS = 120;

/** What a chart says of the boot that is pointed at. */
export type PointedBoot = {
  readonly id: BootId;
  readonly text: string;
  readonly at: number;
  readonly n: number;
};

/** A pointer in the window. */
export type PointerPlace = { readonly clientX: number; readonly clientY: number };

type Props = {
  readonly view: BootsView;
  readonly axis: Axis;
  readonly domain: Domain;
  readonly dates: Dates;
  /** Takes the focus, and the keys that go from boot to boot. */
  readonly walker: RefObject<SVGElement | null>;
  /** Where the pointer is already: it may rest there until the marks are loaded. */
  readonly from: RefObject<PointerPlace | undefined>;
  readonly onPointed: (pointed: PointedBoot | undefined) => void;
};

/** The boots of the scatter by time, placed on its axes; read anew when the list or the axes are others. */
function usePoints({ view, axis, domain }: Props): readonly PlacedPoint[] {
  const [points, setPoints] = useState<readonly ScatterPoint[]>([]);
  const query = bootsQuery({ ...view, scale: axis }).toString();
  useEffect(() => {
    let isStale = false;
    readWire<PointsMessage>(`/api/points?${query}`).then(
      (message) => {
        if (!isStale) setPoints(message.points);
      },
      // Without them the pointer tells what its place means.
      () => undefined,
    );
    return () => {
      isStale = true;
    };
  }, [query, domain.since, domain.until, domain.max]);
  return points
    .map((point) => ({
      point,
      x: timeFraction(point.wallTime, domain),
      y: durationFraction(point.duration, domain, axis),
    }))
    .filter(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1)
    .sort((a, b) => a.x - b.x);
}

/** To the nanosecond, once the pointer rests. */
function useExact(id: BootId | undefined): string | undefined {
  const [exact, setExact] = useState<{ id: BootId; text: string }>();
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setTimeout(() => {
      fetchBoots(`q=${id}`).then(
        ({ boots }) => {
          const boot = boots.find((each) => each.id === id);
          const length = boot && bootLength(boot);
          if (length && "ns" in length) setExact({ id, text: exactDuration(length.ns) });
        },
        () => undefined,
      );
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return exact?.id === id ? exact?.text : undefined;
}

/** Where a key leads from one boot to another. */
const STEPS: Readonly<Record<string, (at: number, n: number) => number>> = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  PageUp: (at) => at + 10,
  PageDown: (at) => at - 10,
  Home: () => 0,
  End: (_, n) => n - 1,
};

/** Marks the boot that is pointed at, by a pointer or by keys, and tells all of it. */
// oxlint-disable-next-line eslint/max-lines-per-function -- pointer and keys move the same mark
export default function ScatterPoints(props: Props) {
  const { dates, walker, from, onPointed } = props;
  const outcome = useTranslations("outcome");
  const router = useRouter();
  const points = usePoints(props);
  const [pointed, setPointed] = useState<{ id: BootId; isByKeys: boolean }>();
  const mark = useRef<SVGGElement>(null);
  const at = points.findIndex(({ point }) => point.id === pointed?.id);
  const found = points[at];
  const exact = useExact(found?.point.id);
  const text =
    found &&
    [
      visibleText(found.point.container, 60),
      wallTimeText(found.point.wallTime, dates, "full") ?? "",
      exact ?? formatDuration(BigInt(Math.round(found.point.duration))),
      outcome(found.point.outcome),
    ].join(" · ");
  const latest = useRef({ points, at });
  latest.current = { points, at };
  const hasPoints = points.length > 0;
  useEffect(() => {
    const svg = mark.current?.ownerSVGElement;
    const keys = walker.current;
    if (!svg || !keys) return undefined;
    const onMove = (event: PointerPlace) => {
      const { left, top, width, height } = svg.getBoundingClientRect();
      const place = { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
      const near = nearestOf(latest.current.points, place, { width, height }, REACH_PX);
      setPointed(near && { id: near.point.id, isByKeys: false });
    };
    const clear = () => setPointed(undefined);
    const go = (to: number) => {
      const { points: all } = latest.current;
      const next = all[Math.min(all.length - 1, Math.max(0, to))];
      if (next) setPointed({ id: next.point.id, isByKeys: true });
    };
    const onKey = (event: KeyboardEvent) => {
      const { points: all, at: now } = latest.current;
      const step = STEPS[event.key];
      if (event.key === "Escape") clear();
      else if (event.key === "Enter" && all[now]) router.push(bootHref(all[now].point.id));
      else if (step) go(step(now, all.length));
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    if (hasPoints && from.current) onMove(from.current);
    svg.addEventListener("pointermove", onMove);
    svg.addEventListener("pointerleave", clear);
    keys.addEventListener("keydown", onKey);
    keys.addEventListener("blur", clear);
    return () => {
      svg.removeEventListener("pointermove", onMove);
      svg.removeEventListener("pointerleave", clear);
      keys.removeEventListener("keydown", onKey);
      keys.removeEventListener("blur", clear);
    };
  }, [walker, router, from, hasPoints]);
  const id = found?.point.id;
  const n = points.length;
  useEffect(() => {
    onPointed(id === undefined || text === undefined ? undefined : { id, text, at, n });
  }, [onPointed, id, text, at, n]);
  const isByKeys = pointed?.isByKeys === true;
  useEffect(() => {
    if (isByKeys && text !== undefined) announce(text);
  }, [isByKeys, text]);
  return (
    <g ref={mark} aria-hidden="true">
      {found && <circle className="pointed-dot" cx={percent(found.x)} cy={percent(found.y)} r={7} />}
    </g>
  );
}
