import {
  ATTRIBUTES,
  EVENT_KINDS,
  COHORT_VERDICTS,
  DETAIL_LEVELS,
  GROUPS,
  GROUP_VERDICTS,
  LANES,
  REASON_SLUGS,
  SEVERITIES,
  LINEAGES,
  OUTCOMES,
  WAIT_PART_KINDS,
  type AlertJson,
  type BootDetailJson,
  type BootGroupsJson,
  type BootJson,
  type CallJson,
  type CohortComparisonJson,
  type ComparedAttributeJson,
  type ComparedBootsJson,
  type ComparedMeasureJson,
  type EventJson,
  type FiringJson,
  type HelperJson,
  type InsideJson,
  type MarkJson,
  type OciJson,
  type PressureJson,
  type ProcessJson,
  type ReasonJson,
  type ReasonsJson,
  type RestJson,
  type SpanJson,
  type SpanWaitsJson,
  type WaitPartJson,
} from "@hacotaki/core";
import { z } from "zod";

/*
 * What the API answers, for its description and for the test that holds real answers against it. The types are core's:
 * a field that is added there and not here does not compile.
 */
type Shape<T> = { readonly [Key in keyof T]-?: z.ZodType<T[Key]> };
const objectOf = <T>(shape: Shape<T>, title: string) =>
  // A shape's type does not tell which of its fields may be absent: T does.
  z.strictObject(shape).meta({ id: title }) as unknown as z.ZodType<T>;

const ns = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .meta({ description: "ns, a 64-bit integer as a decimal string" });
const nullable = <T>(schema: z.ZodType<T>) => z.union([schema, z.null()]);
const bootId = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{16}$/)
  .meta({ description: "16 characters of Crockford base32: the permalink" });
const count = z.int().nonnegative();

const bootShape: Shape<BootJson> = {
  id: bootId,
  container: z.string(),
  host: z.string(),
  wallTime: nullable(z.iso.datetime()).meta({ description: "start, UTC; null when no clock was recorded" }),
  outcome: z.enum(OUTCOMES),
  furthestPhase: nullable(z.string()),
  bootDurationNs: nullable(ns),
  readyDurationNs: nullable(ns),
  exitCode: nullable(z.int()),
  exitSignal: nullable(z.int()),
  lineage: z.enum(LINEAGES),
  run: z.string(),
  runtime: z
    .exactOptional(z.string())
    .meta({ description: "name of the OCI runtime; absent for haconiwa's boots" }),
  marks: count,
  reasons: z
    .array(z.enum(REASON_SLUGS))
    .meta({ description: "why it took long, by what is expected of all boots, the worst first" }),
};
const process = objectOf<ProcessJson>(
  {
    tgid: nullable(z.int()),
    ppid: nullable(z.int()),
    lane: z.enum(LANES),
    comm: nullable(z.string()),
    startNs: ns,
    execFile: nullable(z.string()),
    exitCode: nullable(z.int()),
    exitSignal: nullable(z.int()),
  },
  "Process",
);
const span = objectOf<SpanJson>(
  {
    slug: z.string(),
    label: z.string(),
    group: z.enum(GROUPS),
    lane: z.enum(LANES),
    state: z.enum(["closed", "failed", "open"]),
    onPath: z.boolean().meta({ description: "counts into the boot duration: these cover it exactly once" }),
    startNs: ns,
    durationNs: nullable(ns),
    from: z.string(),
    to: nullable(z.string()),
  },
  "Span",
);
const mark = objectOf<MarkJson>(
  {
    name: z.string(),
    flag: z.number(),
    text: nullable(z.string()),
    atNs: ns,
    lane: z.enum(LANES),
  },
  "Mark",
);
const boot = objectOf<BootJson>(bootShape, "Boot");
const end = nullable(z.object({ exitCode: nullable(z.int()), exitSignal: nullable(z.int()) }));
const oci = objectOf<OciJson>(
  {
    runtime: z.string(),
    engine: nullable(z.string()),
    containerId: nullable(z.string()),
    name: nullable(z.string()),
    image: nullable(z.string()),
    labels: nullable(z.record(z.string(), z.string())),
    bundle: nullable(z.string()),
    pod: nullable(z.string()),
    runtimeExit: end,
    engineExit: end,
    clientToUpNs: nullable(ns).meta({ description: "from the exec of the engine's client to up" }),
  },
  "OciFacts",
);

export const bootDetail = objectOf<BootDetailJson & { readonly nextMarks: string | null }>(
  {
    boot: objectOf<BootDetailJson["boot"]>(
      {
        ...bootShape,
        hacoFile: nullable(z.string()),
        hostname: nullable(z.string()),
        command: nullable(z.array(z.string())),
        losses: z.array(z.string()),
        generation: z.string(),
        causes: nullable(z.array(z.object({ slug: z.enum(REASON_SLUGS), ns }))).meta({
          description: "what its time went to, 1 ms and more, longest first; null where nobody has looked",
        }),
        oci: z.exactOptional(oci),
        processes: z.array(process),
      },
      "BootFacts",
    ),
    spans: z.array(span),
    marks: z.array(mark).meta({ description: "the first ones; the others are at /api/v1/boots/{id}/marks" }),
    nextMarks: nullable(z.string()).meta({
      description: "give it there as `after` for those that follow; null when these are all",
    }),
  },
  "BootDetail",
);

const lane = z.enum(LANES);
const began = ns.meta({ description: "ns from the boot's start" });
const length = nullable(ns).meta({ description: "null while it goes on" });
const inSpan = nullable(z.string()).meta({ description: "slug of the span that it began in" });
export const bootInside = objectOf<InsideJson>(
  {
    level: z.enum(DETAIL_LEVELS).meta({ description: "how much was seen" }),
    fromNs: nullable(ns).meta({ description: "since when, where that was after the boot's start" }),
    calls: z.array(
      objectOf<CallJson>(
        {
          name: z.string(),
          text: z.string().meta({ description: "as it would be written, flags by their names" }),
          parameters: z.record(z.string(), z.string()),
          result: nullable(z.string()).meta({ description: "a number, or - and the name of the error" }),
          lane,
          pid: z.int(),
          tid: z.int(),
          comm: nullable(z.string()),
          span: inSpan,
          startNs: began,
          durationNs: length,
        },
        "Call",
      ),
    ),
    helpers: z.array(
      objectOf<HelperJson>(
        {
          pid: z.int(),
          ppid: nullable(z.int()),
          lane,
          command: z.array(z.string()),
          file: nullable(z.string()),
          depth: count.meta({ description: "how many helpers stand between it and the boot's own process" }),
          span: inSpan,
          startNs: began,
          durationNs: length,
          exitCode: nullable(z.int()),
          exitSignal: nullable(z.int()),
        },
        "Helper",
      ),
    ),
    waits: z
      .array(
        objectOf<SpanWaitsJson>(
          {
            span: z.string(),
            pid: z.int(),
            parts: z.array(
              objectOf<WaitPartJson>(
                {
                  kind: z.enum(WAIT_PART_KINDS),
                  durationNs: ns,
                  frame: nullable(z.string()).meta({
                    description: "the kernel's function that it waited in",
                  }),
                  waitedForPid: nullable(z.int()),
                  waitedForLane: nullable(lane),
                },
                "WaitPart",
              ),
            ),
          },
          "SpanWaits",
        ),
      )
      .meta({ description: "of the process of each span; the parts add up to the span" }),
    selfTimeNs: z
      .record(z.string(), ns)
      .meta({ description: "by span: what neither calls nor helpers cover" }),
    rest: nullable(
      objectOf<RestJson>({ calls: count, callNs: ns, waits: count, waitNs: ns }, "DetailRest"),
    ).meta({ description: "what was counted and not kept" }),
    pressure: nullable(
      objectOf<PressureJson>(
        {
          cpuSomeNs: ns,
          ioSomeNs: ns,
          ioFullNs: ns,
          memorySomeNs: ns,
          memoryFullNs: ns,
          runningAtStart: count,
          runningAtEnd: count,
        },
        "Pressure",
      ),
    ).meta({ description: "what the processes of the machine waited for over the boot (PSI)" }),
    sincePreviousNs: nullable(ns).meta({
      description: "since the same container's boot before; null for the first since the kernel booted",
    }),
  },
  "BootInside",
);

const reason = objectOf<ReasonJson>(
  {
    slug: z.enum(REASON_SLUGS),
    label: z.string(),
    severity: z.enum(SEVERITIES).meta({
      description: "of what the boot lost: at least half (major), at least a fifth (moderate), less (minor)",
    }),
    actualNs: ns.meta({ description: "what it took of the boot" }),
    expectedNs: ns.meta({ description: "what it would have been expected to take" }),
    excessNs: ns.meta({ description: "what it took beyond that: what it explains" }),
    expectedBy: z.enum(["population", "default"]).meta({
      description: "the median of other boots of the container, or what is stated for all boots",
    }),
    p95Ns: nullable(ns).meta({ description: "of other boots; null where there are too few" }),
    share: z.number().min(0).meta({ description: "what it took, as a part of the boot" }),
    remedy: z.string().meta({ description: "what to do about it" }),
    beside: nullable(count).meta({
      description: "most other boots at once, where these are the reason",
    }),
    evidence: z
      .strictObject({
        spans: z.array(z.strictObject({ slug: z.string(), ns })),
        calls: z.array(z.strictObject({ name: z.string(), path: nullable(z.string()), count, ns })),
        programs: z.array(
          z.strictObject({
            program: z.string(),
            command: z.array(z.string()).meta({ description: "of the first of them" }),
            count,
            ns,
          }),
        ),
        waits: z.array(z.strictObject({ function: z.string().meta({ description: "of the kernel" }), ns })),
      })
      .meta({
        description: "what shows it: where it was, by which calls, processes and waits; longest first",
      }),
  },
  "Reason",
);
export const bootReasonsFound = objectOf<ReasonsJson>(
  {
    kind: z.enum(["slow", "usual", "alone"]).meta({
      description:
        "held against other boots of its container and slower; as long as they are; or there are too few",
    }),
    n: count.meta({ description: "other boots of its container that came up" }),
    reasons: z.array(reason).meta({ description: "the one that is furthest beyond what is expected first" }),
    unexplainedNs: ns.meta({ description: "what no reason tells of what the boot lost" }),
  },
  "BootReasons",
);

const event = objectOf<EventJson>(
  {
    atNs: ns.meta({ description: "ns from the boot's start" }),
    seq: z.int(),
    kind: z.enum(EVENT_KINDS),
    pid: nullable(z.int()),
    ppid: nullable(z.int()),
    comm: nullable(z.string()),
    name: nullable(z.string()).meta({
      description: "the probe, the program that was executed, the fact's key or the reason of a loss",
    }),
    values: z.array(nullable(z.string())).meta({
      description: "arguments of the probe or program, the fact's value; numbers as decimal strings",
    }),
    childPid: nullable(z.int()),
    exitCode: nullable(z.int()),
    exitSignal: nullable(z.int()),
    port: nullable(z.int()),
  },
  "Event",
);

const next = nullable(z.string()).meta({
  description: "give it as `after` for the next page; null at the end",
});
const total = count.meta({ description: "all of the boot, on whatever page" });
export const marksPage = z.strictObject({ marks: z.array(mark), total, next }).meta({ id: "MarksPage" });
export const eventsPage = z.strictObject({ events: z.array(event), total, next }).meta({ id: "EventsPage" });

export const bootsPage = z
  .strictObject({
    boots: z.array(boot),
    next: nullable(z.string()).meta({ description: "give it as `after` for the next page; null at the end" }),
  })
  .meta({ id: "BootsPage" });

export const containers = z
  .strictObject({ containers: z.array(z.strictObject({ name: z.string(), boots: count })) })
  .meta({ id: "Containers" });

type Element<T> = T extends readonly (infer E)[] ? E : never;
const share = z.number().min(0).max(1);

export const comparedBoots = objectOf<ComparedBootsJson>(
  {
    upTo: nullable(z.string()).meta({
      description: "the last pass that all of them know, where not all of them came up",
    }),
    boots: z.array(
      objectOf<Element<ComparedBootsJson["boots"]>>(
        {
          id: bootId,
          container: z.string(),
          host: z.string(),
          wallTime: nullable(z.iso.datetime()),
          outcome: z.enum(OUTCOMES),
          bootDurationNs: nullable(ns),
          comparedNs: nullable(ns),
          deltaNs: nullable(ns).meta({ description: "against the first: the sum of the deltas on the path" }),
        },
        "ComparedBoot",
      ),
    ),
    spans: z.array(
      objectOf<Element<ComparedBootsJson["spans"]>>(
        {
          slug: z.string(),
          label: z.string(),
          group: z.enum(GROUPS),
          onPath: z.boolean(),
          isCombined: z.boolean().meta({ description: "not every boot tells its parts" }),
          durationsNs: z.array(nullable(ns)).meta({ description: "in the order of the boots" }),
          deltasNs: z.array(nullable(ns)).meta({ description: "against the first boot" }),
        },
        "ComparedSpan",
      ),
    ),
  },
  "ComparedBoots",
);

const measuredSide = z.strictObject({ n: count, p50Ns: nullable(ns) }).meta({ id: "MeasuredSide" });
const measure = objectOf<ComparedMeasureJson>(
  {
    slug: z.string().meta({ description: "boot and ready, else the slug of a span" }),
    label: z.string(),
    group: nullable(z.enum(GROUPS)),
    onPath: z.boolean(),
    verdict: z.enum(COHORT_VERDICTS),
    baseline: measuredSide,
    candidate: measuredSide,
    shiftNs: nullable(ns).meta({ description: "candidate minus baseline, Hodges and Lehmann's estimate" }),
    shiftLowNs: nullable(ns),
    shiftHighNs: nullable(ns),
    p: nullable(share),
    adjustedP: nullable(share).meta({ description: "after Holm's correction: compare it with alpha" }),
    superiority: nullable(share).meta({ description: "chance that a candidate's boot takes longer" }),
  },
  "ComparedMeasure",
);
const attribute = objectOf<ComparedAttributeJson>(
  { attribute: z.enum(ATTRIBUTES), value: nullable(z.string()), candidateShare: share, baselineShare: share },
  "ComparedAttribute",
);
type Cohorts = CohortComparisonJson & { readonly baseline: number; readonly candidate: number };
export const comparedCohorts = objectOf<Cohorts>(
  {
    alpha: z.number(),
    minChange: z.number(),
    baseline: count.meta({ description: "boots of the baseline" }),
    candidate: count.meta({ description: "boots of the candidate" }),
    shared: count.meta({ description: "boots of both" }),
    measures: z.array(measure),
    attributes: z.array(attribute),
  },
  "ComparedCohorts",
);

const alert = objectOf<AlertJson>(
  {
    id: count,
    container: nullable(z.string()).meta({ description: "null: every container, each by itself" }),
    budget: z.string().meta({ description: "as docs/alerts.md has it" }),
    webhook: nullable(z.string()).meta({ description: "name of who is told" }),
    madeAt: nullable(z.iso.datetime()),
    broken: z.array(z.string()).meta({ description: "containers that break it now" }),
  },
  "Alert",
);
export const alertsListed = z.strictObject({ alerts: z.array(alert) }).meta({ id: "Alerts" });
const firing = objectOf<FiringJson>(
  {
    id: count,
    alert: count,
    container: z.string(),
    budget: z.string().meta({ description: "as it was then" }),
    text: z.string().meta({ description: "what was found, in one line" }),
    firedAt: nullable(z.iso.datetime()),
    resolvedAt: nullable(z.iso.datetime()).meta({ description: "null while it is broken" }),
    boot: nullable(bootId).meta({ description: "a boot that shows it" }),
  },
  "Firing",
);
export const firingsListed = z.strictObject({ firings: z.array(firing) }).meta({ id: "Firings" });

/** RFC 9457. */
export const problem = z
  .strictObject({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.strictObject({ parameter: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problem>;

export const comparedHosts = objectOf<BootGroupsJson>(
  {
    groups: z.array(
      objectOf<Element<BootGroupsJson["groups"]>>(
        {
          key: nullable(z.string()).meta({
            description: "the host's id, the kernel's release, the runtime or the label's value; null: none",
          }),
          boots: count,
          failed: count,
          hosts: z.array(z.string()).meta({ description: "ids" }),
          lastWallTime: nullable(z.iso.datetime()),
          n: count.meta({ description: "boots that came up and were measured; of a sample, those in it" }),
          p50Ns: nullable(ns),
          p95Ns: nullable(ns),
          restP50Ns: nullable(ns).meta({ description: "median of all other groups together" }),
          verdict: z.enum(GROUP_VERDICTS),
          slow: z
            .array(
              z.strictObject({
                ...{ slug: z.string(), label: z.string(), group: z.enum(GROUPS), n: count },
                ...{ p50Ns: nullable(ns), restP50Ns: nullable(ns), superiority: share },
              }),
            )
            .meta({ description: "spans of the boot path that take longer here, what costs most first" }),
        },
        "ComparedHosts",
      ),
    ),
    omitted: count.meta({ description: "groups beyond the 1,000 with most boots" }),
    sample: nullable(
      z.strictObject({ oneIn: count, n: count }).meta({
        description: "of very many boots, durations are of one boot in so many",
      }),
    ),
  },
  "ComparedGroups",
);
