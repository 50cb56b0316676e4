import {
  GROUPS,
  LANES,
  LINEAGES,
  OUTCOMES,
  type BootDetailJson,
  type BootJson,
  type MarkJson,
  type ProcessJson,
  type SpanJson,
} from "@hacotaki/core";
import { z } from "zod";

/*
 * What the API answers, for its description and for the test that holds real answers against it. The types are core's:
 * a field that is added there and not here does not compile.
 */
type Shape<T> = { readonly [Key in keyof T]-?: z.ZodType<T[Key]> };
const objectOf = <T>(shape: Shape<T>, title: string) => z.strictObject(shape).meta({ id: title });

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

export const bootDetail = objectOf<BootDetailJson>(
  {
    boot: objectOf<BootDetailJson["boot"]>(
      {
        ...bootShape,
        hacoFile: nullable(z.string()),
        command: nullable(z.array(z.string())),
        losses: z.array(z.string()),
        generation: z.string(),
        processes: z.array(process),
      },
      "BootFacts",
    ),
    spans: z.array(span),
    marks: z.array(mark),
  },
  "BootDetail",
);

export const bootsPage = z
  .strictObject({
    boots: z.array(boot),
    next: nullable(z.string()).meta({ description: "give it as `after` for the next page; null at the end" }),
  })
  .meta({ id: "BootsPage" });

export const containers = z
  .strictObject({ containers: z.array(z.strictObject({ name: z.string(), boots: count })) })
  .meta({ id: "Containers" });

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
