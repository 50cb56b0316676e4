import {
  instant,
  omitUndefined,
  type Boot,
  type Helper,
  type ShownCall,
  type ShownDetail,
  type Span,
  type SpanInside,
} from "../src/index.ts";

/** The start of made boots. */
export const START = 1_000n;
const at = (offset: bigint) => instant(START + offset);

export const madeSpan = (slug: string, from: bigint, to: bigint | undefined): Span =>
  ({
    slug,
    label: slug,
    group: "filesystem",
    lane: "container",
    onPath: true,
    from: "A",
    startAt: at(from),
    ...(to === undefined ? { state: "open" } : { state: "closed", endAt: at(to), to: "B" }),
  }) as Span;

export const madeBoot = (...spans: readonly Span[]) =>
  ({ startAt: instant(START), spans, processes: [], losses: [], outcome: "up" }) as unknown as Boot; // what is drawn of it

/** A call of thread 7 in process 7 unless told otherwise; without an end it has not come back. */
export const madeCall = (
  name: string,
  from: bigint,
  to: bigint | undefined,
  rest: Partial<ShownCall> = {},
): ShownCall => ({
  name,
  tgid: 7,
  tid: 7,
  lane: "container",
  told: [],
  span: "mount",
  startAt: at(from),
  ...omitUndefined({ endAt: to === undefined ? undefined : at(to) }),
  ...rest,
});

export const madeHelper = (tgid: number, from: bigint, to: bigint, rest: Partial<Helper> = {}): Helper => ({
  tgid,
  lane: "container",
  command: ["/sbin/ip", "link"],
  startAt: at(from),
  endAt: at(to),
  span: "mount",
  depth: 0,
  ...rest,
});

/** A detail of these calls and helpers; spans are told of as far as anything ran in them. */
export function madeDetail(
  calls: readonly ShownCall[],
  helpers: readonly Helper[] = [],
  rest: Partial<ShownDetail> = {},
): ShownDetail {
  const slugs = new Set([...calls, ...helpers].flatMap(({ span }) => span ?? []));
  const count = (all: readonly { readonly span?: string }[], slug: string) =>
    all.filter(({ span }) => span === slug).length;
  const spans = [...slugs].map(
    (slug): SpanInside => ({
      slug,
      calls: count(calls, slug),
      helpers: count(helpers, slug),
      parts: [],
    }),
  );
  return { level: "calls", spans, inside: { calls, helpers }, ...rest };
}
