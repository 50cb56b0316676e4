import fc from "fast-check";
import {
  OUTCOMES,
  NO_PHASE,
  toldReasons,
  type BootFilter,
  type BootId,
  type BootSample,
  type Box,
  type SampledSpan,
} from "../../src/index.ts";

/** UTC ns. Steps of 1,024 ns are told apart by a double. */
export const WALL = 1_700_000_000_000_000_000n;
export const TICK = 1_024n * 1_000_000_000n;

export const idAt = (n: number) => `b${n.toString().padStart(15, "0")}` as BootId;

export const KINDS: readonly SampledSpan[] = [
  { slug: "runtime-start", label: "runtime start", group: "supervise", onPath: true },
  { slug: "pivot-root", label: "pivot_root", group: "filesystem", onPath: true },
  { slug: "running", label: "running", group: "supervise", onPath: false },
];

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const known = <Facts extends object>(facts: Facts) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Facts]: Exclude<Facts[Key], undefined>;
  };
/** Whole numbers that a float holds exactly, few of them: ties are the rule. */
export const someDuration = fc.integer({ min: 0, max: 40 }).map((n) => n * 1_000_000);

export const someSample = (n: number): fc.Arbitrary<BootSample> =>
  fc
    .record({
      container: fc.constantFrom("web", "db", "a_b"),
      host: fc.constantFrom("h1", "h2"),
      outcome: fc.constantFrom(...OUTCOMES, "up" as const, "up" as const),
      wallTime: optional(fc.bigInt(0n, 30n).map((ticks) => WALL + ticks * TICK)),
      duration: optional(someDuration),
      died: optional(someDuration),
      ready: optional(someDuration),
      hacoFile: optional(fc.constantFrom("/etc/web.haco", "/etc/DB.haco")),
      command: optional(fc.constantFrom("sh -c true", "httpd")),
      kernel: optional(fc.constantFrom("6.1", "6.18")),
      furthestPhase: optional(fc.constantFrom("CLI_START", "CONTAINER_CHROOTED", "CONTAINER_EXECING")),
      image: optional(fc.constantFrom("web:1.4", "web:1.5")),
      causes: optional(
        fc
          .tuple(optional(someDuration), optional(someDuration))
          .map(([hook, grace]) => [
            ...(hook === undefined ? [] : [{ slug: "slow-hook" as const, ns: BigInt(hook) }]),
            ...(grace === undefined ? [] : [{ slug: "grace-period" as const, ns: BigInt(grace) }]),
          ]),
      ),
      spans: fc.tuple(...KINDS.map(() => optional(someDuration))),
    })
    // One that came up did not die on its way.
    .map(({ died, ...facts }) =>
      facts.outcome === "failed" ? { ...facts, duration: undefined, died } : facts,
    )
    .map(({ host, spans, ...facts }) => ({
      ...(known(facts) as Omit<BootSample, "id" | "hostId" | "hostName" | "spans">),
      id: idAt(n),
      hostId: host,
      hostName: `${host}.example`,
      spans: KINDS.flatMap((kind, at) => {
        const duration = spans[at];
        return duration === undefined ? [] : { kind, duration };
      }),
    }));

export const someSamples = (max: number) =>
  fc
    .integer({ min: 0, max })
    .chain((n) => fc.tuple(...Array.from({ length: n }, (_, at) => someSample(at))))
    .map((samples) => samples as readonly BootSample[]);

export const someBox: fc.Arbitrary<Box> = fc
  .record({
    minDuration: optional(someDuration.map(BigInt)),
    maxDuration: optional(someDuration.map(BigInt)),
    since: optional(fc.bigInt(0n, 30n).map((ticks) => WALL + ticks * TICK)),
    until: optional(fc.bigInt(0n, 30n).map((ticks) => WALL + ticks * TICK)),
  })
  .map(known);

export const someFilter: fc.Arbitrary<BootFilter> = fc
  .record({
    container: optional(fc.constantFrom("web", "db", "none")),
    host: optional(fc.constantFrom("h1", "h3")),
    outcomes: optional(fc.subarray([...OUTCOMES])),
    minDuration: optional(someDuration.map(BigInt)),
    maxDuration: optional(someDuration.map(BigInt)),
    since: optional(fc.bigInt(0n, 30n).map((ticks) => WALL + ticks * TICK)),
    until: optional(fc.bigInt(0n, 30n).map((ticks) => WALL + ticks * TICK)),
    hacoFile: optional(fc.constant("/etc/web.haco")),
    kernel: optional(fc.constantFrom("6.1", "6")),
    phase: optional(fc.constantFrom(NO_PHASE, "CONTAINER_CHROOTED", "CONTAINER_NOWHERE")),
    image: optional(fc.constantFrom("web:1.4", "db:9")),
    reason: optional(fc.constantFrom("slow-hook", "grace-period", "evaluate")),
    text: optional(fc.constantFrom("web", "A_b", "SH -C", "h1.ex", "b00000", "0000000007", "none", "")),
  })
  .map(known);

const text = (sample: BootSample) =>
  [sample.container, sample.hostName, sample.hacoFile, sample.command, sample.id].map((each) =>
    each?.toLowerCase(),
  );

/** What the charts draw of a boot. */
export const lengthOf = ({ duration, died }: BootSample) => duration ?? died;

const isWithin = (
  wallTime: bigint | undefined,
  duration: number | undefined,
  { since, until, minDuration, maxDuration }: Box,
) =>
  (since === undefined || (wallTime !== undefined && wallTime >= since)) &&
  (until === undefined || (wallTime !== undefined && wallTime <= until)) &&
  (minDuration === undefined || (duration !== undefined && BigInt(duration) >= minDuration)) &&
  (maxDuration === undefined || (duration !== undefined && BigInt(duration) <= maxDuration));

export const isInBox = (sample: BootSample, box: Box) => isWithin(sample.wallTime, lengthOf(sample), box);

/** Whether a boot matches, worked out the slow way. */
export const isMeant = (sample: BootSample, filter: BootFilter) =>
  (filter.container === undefined || sample.container === filter.container) &&
  (filter.host === undefined || sample.hostId === filter.host) &&
  (filter.hacoFile === undefined || sample.hacoFile === filter.hacoFile) &&
  (filter.kernel === undefined || sample.kernel === filter.kernel) &&
  (filter.image === undefined || sample.image === filter.image) &&
  (filter.phase === undefined || (sample.furthestPhase ?? NO_PHASE) === filter.phase) &&
  (filter.reason === undefined || toldReasons(sample.causes).includes(filter.reason)) &&
  (filter.outcomes === undefined ||
    filter.outcomes.length === 0 ||
    filter.outcomes.includes(sample.outcome)) &&
  isWithin(sample.wallTime, sample.duration, filter) &&
  (filter.text === undefined ||
    text(sample).some((each) => each?.includes(filter.text?.toLowerCase() ?? "")));

export const spanOf = (sample: BootSample, slug: string) =>
  sample.spans.find(({ kind }) => kind.slug === slug)?.duration;
