import {
  ATTRIBUTES,
  EVENT_KINDS,
  COHORT_VERDICTS,
  GROUPS,
  LANES,
  LINEAGES,
  OUTCOMES,
  type AlertJson,
  type BootDetailJson,
  type BootJson,
  type CohortComparisonJson,
  type ComparedAttributeJson,
  type ComparedBootsJson,
  type ComparedMeasureJson,
  type EventJson,
  type FiringJson,
  type MarkJson,
  type OciJson,
  type ProcessJson,
  type SpanJson,
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
