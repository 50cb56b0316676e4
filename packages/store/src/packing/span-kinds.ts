import type { Span } from "@hacotaki/core";

type Kind = Pick<Span, "slug" | "label" | "group" | "lane" | "onPath" | "from"> & {
  readonly to?: Span["to"] | undefined;
};

const isSame = (a: Kind, b: Kind) =>
  a.slug === b.slug &&
  a.label === b.label &&
  a.from === b.from &&
  a.to === b.to &&
  a.lane === b.lane &&
  a.group === b.group &&
  a.onPath === b.onPath;

/** There are some dozens; what streams make up may be any number. */
const MAX_REMEMBERED = 4_000;
/** Of one slug: they are looked through. */
const MAX_ALIKE = 32;

/** Remembers the number of each kind of span: all that many spans have in common. */
export function createKindNumbers(numberOf: (span: Span) => number) {
  const known = new Map<string, { readonly kind: Kind; readonly number: number }[]>();
  let remembered = 0;
  function clear(): void {
    known.clear();
    remembered = 0;
  }
  return {
    of(span: Span): number {
      const alike = known.get(span.slug);
      if (alike !== undefined) for (const { kind, number } of alike) if (isSame(kind, span)) return number;
      const number = numberOf(span);
      if (remembered >= MAX_REMEMBERED) clear();
      remembered++;
      const { slug, label, group, lane, onPath, from, to } = span;
      const entry = { kind: { slug, label, group, lane, onPath, from, to }, number };
      const others = known.get(slug);
      if (others === undefined) known.set(slug, [entry]);
      else {
        if (others.length >= MAX_ALIKE) others.length = 0;
        others.push(entry);
      }
      return number;
    },
    clear,
  };
}
