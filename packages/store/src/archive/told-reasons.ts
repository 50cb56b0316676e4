import { DamagedRow } from "../error.ts";
import type { SpanInstants } from "./span-columns.ts";
import { mixed, type Teller } from "./teller.ts";

/**
 * A boot's reasons, as `packCauses` gives them: nearly all lengths of time in them are that of one span of it, or of two
 * together.
 */
const FIELD = { form: 300, count: 301, slug: 302, how: 303, kind: 304, ns: 305, text: 306 } as const;

/** How a boot's reasons are told: not at all; as their text stands; one by one, of both parts; or of the second alone. */
const NONE = 0;
const AS_IT_IS = 1;
const BOTH_PARTS = 2;
const SECOND_PART = 3;

/** How a length is told: by a number, or by the kinds of so many spans. */
const BY_NUMBER = 0;
const MOST_SPANS = 2;
const MOST_REASONS = 64;

type Reason = { readonly slug: number; readonly ns: number };
/** Those before the semicolon, and those behind it. */
type Reasons = readonly [told: readonly Reason[], others: readonly Reason[]];

const render = (reasons: readonly Reason[]) => reasons.map(({ slug, ns }) => ` ${slug}:${ns}`).join("");
const textOf = (form: number, [told, others]: Reasons) =>
  `${form === BOTH_PARTS ? `${render(told)};` : ""}${render(others).trimStart()}`;

/** Undefined: not as `packCauses` writes them, or `partedCauses` what is behind the semicolon. */
function reasonsOf(text: string): { readonly form: number; readonly reasons: Reasons } | undefined {
  const form = text.includes(";") ? BOTH_PARTS : SECOND_PART;
  const parts = (form === BOTH_PARTS ? text : `;${text}`).split(";").map((part) =>
    part.split(" ").flatMap((each) => {
      const [slug, ns] = each.split(":").map(Number);
      return slug === undefined || ns === undefined ? [] : [{ slug, ns }];
    }),
  );
  const [told = [], others = []] = parts;
  const isFit = [...told, ...others].every((each) => Object.values(each).every(Number.isSafeInteger));
  if (!isFit || told.length > MOST_REASONS || others.length > MOST_REASONS) return undefined;
  return textOf(form, [told, others]) === text ? { form, reasons: [told, others] } : undefined;
}

/** Lengths of the first span of each kind, in their order. */
function lengthsOf(spans: readonly SpanInstants[]): ReadonlyMap<number, number> {
  const lengths = new Map<number, number>();
  for (const { kind, startAt, endAt } of spans)
    if (!lengths.has(kind) && lengths.size < MOST_REASONS) lengths.set(kind, endAt - startAt);
  return lengths;
}

/** Kinds of spans that take so long together; none: no one or two of them do. */
function kindsOf(lengths: ReadonlyMap<number, number>, ns: number): readonly number[] {
  for (const [kind, length] of lengths) if (length === ns) return [kind];
  for (const [kind, length] of lengths)
    for (const [other, more] of lengths) if (kind < other && length + more === ns) return [kind, other];
  return [];
}

function tellNs(t: Teller, context: number, lengths: ReadonlyMap<number, number>, given: number): number {
  const kinds = t.isReading ? [] : kindsOf(lengths, given);
  const how = t.usual(FIELD.how, context, 0, kinds.length);
  if (how === BY_NUMBER) return t.number(mixed(FIELD.ns, context), given);
  if (how < 0 || how > MOST_SPANS) throw new DamagedRow("an archive's reason of no known spans");
  let ns = 0;
  for (let n = 0; n < how; n++) {
    const length = lengths.get(t.usual(FIELD.kind, mixed(context, n), n, kinds[n] ?? 0));
    if (length === undefined) throw new DamagedRow("an archive's reason of a span that is not there");
    ns += length;
  }
  return ns;
}

/** Either way; `spans` are the boot's own. @throws DamagedRow */
export function tellReasons(t: Teller, spans: readonly SpanInstants[], text: string | null): string | null {
  const known = text === null ? undefined : reasonsOf(text);
  const form = t.usual(FIELD.form, 0, 1, text === null ? NONE : (known?.form ?? AS_IT_IS));
  if (form === NONE) return null;
  if (form === AS_IT_IS) return t.text(FIELD.text, 0, 1, text ?? "");
  const lengths = lengthsOf(spans);
  const tell = (part: number): readonly Reason[] => {
    const given = known?.reasons[part] ?? [];
    const count = t.usual(FIELD.count, part, part, given.length);
    if (count < 0 || count > MOST_REASONS) throw new DamagedRow(`an archive's boot of ${count} reasons`);
    let before = 0;
    return Array.from({ length: count }, (_, n) => {
      const slug = t.usual(FIELD.slug, mixed(before, part), before, given[n]?.slug ?? 0);
      before = slug + 1;
      return { slug, ns: tellNs(t, slug, lengths, given[n]?.ns ?? 0) };
    });
  };
  if (form !== BOTH_PARTS && form !== SECOND_PART)
    throw new DamagedRow("an archive's reasons in no known form");
  return textOf(form, [form === BOTH_PARTS ? tell(0) : [], tell(1)]);
}
