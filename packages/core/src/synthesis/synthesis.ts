import type { BootEvent } from "../domain/event.ts";
import { instant, type Instant } from "../domain/time.ts";
import { containersOf, courseFor, failureOf, type Container, type Deploy } from "./containers.ts";
import { courseOf, LEGS, legOf, type Course } from "./course.ts";
import { attachmentsOf, type Attachment, type Timeline } from "./machines.ts";
import { playRun, type Part } from "./play.ts";
import { createRandom, type Random } from "./random.ts";
import { SPREADS } from "./recorded.ts";
import { createTimetable, stretchesOf, type Start } from "./timetable.ts";

export type { Attachment } from "./machines.ts";

/** What is to be made up: the same plan gives the same events, to the last byte. */
export type Plan = {
  readonly boots: number;
  readonly seed: number;
  readonly hosts: number;
  readonly containers: number;
  readonly days: number;
  /** When the last boot begins at the latest: UTC ns. */
  readonly until: bigint;
  /** Boots a piece, about: what is held in memory, and goes into the database at once. */
  readonly piece: number;
};

/** What one collector saw in a stretch of time, in any order: to be taken in up to `until`. */
export type Piece = {
  readonly attachment: Attachment;
  readonly events: readonly BootEvent[];
  readonly until: Instant;
  /** Boots that began in it. */
  readonly boots: number;
  /** It is this attachment's last. */
  readonly isLast: boolean;
};

/** One boot in so many hangs for a while in one of these legs. */
const STUCK = 1 / 2_000;
const STUCK_LEGS = ["0", "2", "12", "18"];
/** So many of the last boots hang: they are under way when the time ends. */
const STUCK_AT_END = 3;
const HOUR = 3_600e9;
/** Nothing begins so long before the end: a boot whose first phase nobody sees is none. */
const LAST_NS = 300e9;
/** In every other crowd the ring buffer overflows. */
const OVERFLOWS = 1 / 2;
const DROPPED_AT_MOST = 6;
/** Boots that are under way when a collector attaches: one in so many of those that begin right then. */
const ATTACHED_LATE = 3;
/** A tail that the few recordings have no room for: one leg in so many takes many times as long, as when a disk is busy. */
const OUTLIERS = 1 / 60;
const OUTLIER_LEGS = ["0", "2", "11", "12", "18", "21", "up"];

type Line = {
  readonly attachment: Attachment;
  readonly endAt: Instant;
  events: BootEvent[];
  boots: number;
  isOver: boolean;
  /** Boots of it so far. */
  begun: number;
};

const slower = (length: number, crowd: number) => 1 + (length - 1) * Math.min(1.5, (crowd - 1) / 19);

/** How many times as long each leg takes: container, machine, company, and bad luck. */
function factorsOf(deploy: Deploy, { factors }: Attachment, crowd: number, random: Random): Float64Array {
  const all = Float64Array.from(LEGS, (_, leg) => {
    const among = crowd === 1 ? 1 : Math.max(0.6, slower(SPREADS[leg]?.among ?? 1.5, crowd));
    return (deploy.factors[leg] ?? 1) * (factors[leg] ?? 1) * among;
  });
  if (random.chance(OUTLIERS)) {
    const leg = legOf(OUTLIER_LEGS[random.below(OUTLIER_LEGS.length)] ?? "18");
    all[leg] = (all[leg] ?? 1) * (3 + 40 * random.next() ** 3);
  }
  return all;
}

const deployAt = ({ deploys }: Container, share: number): Deploy | undefined =>
  deploys.findLast(({ at }) => at <= share) ?? deploys[0];

/** How a boot of a container goes this time. Of what is to be made up, no more than so many boots are left. */
function courseNow(container: Container, attachment: Attachment, left: number, random: Random): Course {
  const { generation } = attachment;
  const name = random.chance(container.failing)
    ? failureOf(generation, random)
    : courseFor(container.course, generation);
  const course = courseOf(name);
  return course.boots <= left ? course : courseOf(generation === "2019" ? "old-task" : "task");
}

/** Of a boot that is to be under way when the time ends, how much of that is `left`, ns. */
function delayNow(left: number | undefined, random: Random): Part["delay"] {
  if (left !== undefined) return { leg: legOf("12"), ns: left + HOUR };
  if (!random.chance(STUCK)) return undefined;
  return {
    leg: legOf(STUCK_LEGS[random.below(STUCK_LEGS.length)] ?? "18"),
    ns: (15 + 200 * random.next()) * 1e9,
  };
}

/** Some of what a crowd did could not be held: a few passes of one of its boots, and what a collector says of it. */
function overflow(events: readonly BootEvent[], seq: number, random: Random): BootEvent[] {
  const from = events.findIndex((event) => event.kind === "probe" && event.nspid === 1);
  const first = events[from];
  if (first === undefined) return [...events];
  const isDropped = (event: BootEvent, n: number) =>
    n > from && n <= from + count && event.kind === "probe" && event.tgid === first.tgid;
  const count = 1 + random.below(DROPPED_AT_MOST);
  const dropped = events.filter(isDropped);
  const last = dropped.at(-1);
  if (last === undefined) return [...events];
  const kept = events.filter((event, n) => !isDropped(event, n));
  return [
    ...kept,
    { kind: "loss", reason: "dropped", from: first.at, at: last.at, seq, count: dropped.length },
  ];
}

/** Makes up what collectors on several machines saw, piece by piece, in the order of time. Pure. */
// oxlint-disable-next-line eslint/max-lines-per-function -- one walk through the time over what all machines share
export function* synthesise(plan: Plan): Generator<Piece> {
  const random = createRandom(plan.seed);
  const length = Math.round(plan.days * 86_400e9);
  const timeline: Timeline = { startAt: plan.until - BigInt(length), lengthNs: BigInt(length) };
  const containers = containersOf(plan.containers, random);
  const lines = Array.from({ length: plan.hosts }, (_, place) =>
    attachmentsOf(plan.seed, place, timeline, random).map(
      (attachment): Line => ({
        attachment,
        endAt: clockAt(attachment, attachment.to),
        events: [],
        boots: 0,
        isOver: false,
        begun: 0,
      }),
    ),
  );
  const timetable = createTimetable(plan.hosts, plan.containers);
  const stretches = stretchesOf(
    length - Math.min(LAST_NS, length / 20),
    Number(timeline.startAt),
    plan.boots,
  );
  let boots = 0;
  let waiting = 0;

  function clockAt({ wallOffset }: Attachment, share: number): Instant {
    return instant(timeline.startAt + BigInt(Math.round(share * length)) - wallOffset);
  }

  function begin({ at, machine, container: place, crowd }: Start): void {
    const share = at / length;
    const line = lines[machine]?.findLast(({ attachment }) => attachment.from <= share);
    const container = containers[place];
    const deploy = container && deployAt(container, share);
    if (line === undefined || container === undefined || deploy === undefined) return;
    const { attachment } = line;
    const left = plan.boots - boots;
    const isAtEnd = left <= STUCK_AT_END && plan.boots > 2 * STUCK_AT_END;
    const course = isAtEnd
      ? courseOf(attachment.generation === "2019" ? "old-task" : "task")
      : courseNow(container, attachment, left, random);
    const start = timeline.startAt + BigInt(at) - attachment.wallOffset;
    const part: Part = {
      name: container.name,
      binary: attachment.path,
      exeInode: attachment.exeInode,
      generation: attachment.generation,
      hacoFile: `/etc/haconiwa.d/${container.name}.haco`,
      hacoHash: deploy.hacoHash,
      hacoText: deploy.hacoText,
      rootfs: `/var/lib/haconiwa/${container.name}`,
      cgroup: container.hasCgroup ? `/haconiwa/${container.name}` : undefined,
      mounts: container.mounts,
      port: container.port,
      wallOffset: attachment.wallOffset,
      factors: factorsOf(deploy, attachment, crowd, random),
      delay: delayNow(isAtEnd ? length - at : undefined, random),
      life: container.life === undefined ? undefined : container.life * random.about(0.8),
    };
    let events = playRun(course, attachment.machine, part, start, random);
    if (crowd > 1 && random.chance(OVERFLOWS / crowd))
      events = overflow(events, attachment.machine.seq++, random);
    if (line.begun === 0 && attachment.from > 0 && random.below(ATTACHED_LATE) > 0) events = seenLate(events);
    line.begun += 1;
    for (const event of events) if (!attachment.isCutOff || event.at < line.endAt) line.events.push(event);
    line.boots += course.boots;
    boots += course.boots;
    waiting += course.boots;
  }

  function* pieces(share: number): Generator<Piece> {
    for (const line of lines.flat()) {
      const { attachment, endAt } = line;
      if (line.isOver || attachment.from > share) continue;
      const isLast = attachment.isCutOff ? attachment.to <= share : share === 1;
      const until = isLast ? endOf(line) : clockAt(attachment, share);
      if (isLast && attachment.isCutOff)
        line.events.push({
          kind: "loss",
          reason: "collector-away",
          from: endAt,
          at: endAt,
          seq: attachment.machine.seq++,
        });
      yield { attachment, events: line.events, until, boots: line.boots, isLast };
      line.events = [];
      line.boots = 0;
      line.isOver = isLast;
    }
    waiting = 0;
  }

  for (const stretch of stretches) {
    const wanted = Math.round(plan.boots * stretch.share);
    for (const start of timetable.starts(stretch, Math.max(0, wanted - boots), random))
      if (boots < plan.boots) begin(start);
    if (waiting >= plan.piece && stretch.share < 1) yield* pieces(stretch.to / length);
  }
  yield* pieces(1);

  function endOf({ attachment }: Line): Instant {
    return clockAt(attachment, attachment.isCutOff ? attachment.to : 1);
  }
}

/** What a collector sees that attaches while a boot is under way: from the container's third phase on. */
function seenLate(events: readonly BootEvent[]): BootEvent[] {
  const phases = events.filter((event) => event.kind === "probe" && event.nspid === 1);
  const first = phases[2];
  return first === undefined ? [...events] : events.filter(({ at }) => at >= first.at);
}
