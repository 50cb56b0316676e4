import {
  ATTRIBUTES,
  frequentOf,
  hasBox,
  inOrderOfMedians,
  isLonger,
  isSoughtIn,
  quantileOf,
  superiority,
  toldAttributes,
  type DiffersQuery,
  type SpanDifference,
  type WhatDiffers,
} from "@hacotaki/core";
import { countedAttributes, type Asking } from "./attributes.ts";
import {
  shiftFor,
  spanDistributions,
  type Exactness,
  type SpanAsking,
  type SpanDistribution,
} from "./distributions.ts";
import { couldBeInside, insideOf, matching } from "./matching.ts";

function differenceOf(
  selected: SpanDistribution | undefined,
  rest: SpanDistribution | undefined,
): SpanDifference | undefined {
  if (selected === undefined || rest === undefined) return undefined;
  const [a, b] = [selected.sorted(), rest.sorted()];
  const { slug, label, group } = rest.kind;
  const difference = {
    ...{ slug, label, group },
    selected: { n: a.length, p50: quantileOf(a, 0.5) },
    rest: { n: b.length, p50: quantileOf(b, 0.5) },
    superiority: superiority(a, b),
  };
  return isLonger(difference) ? difference : undefined;
}

/** What is more frequent, and longer, among the boots of a box than among the others of the filter. */
export const createDiffers =
  ({ ask, hosts, kinds, mostExact }: Asking & SpanAsking & Exactness) =>
  async ({ filter, box }: DiffersQuery): Promise<WhatDiffers> => {
    const of = matching(filter);
    const inside = insideOf(box);
    const boots = {
      text: `${of.text} AND ${couldBeInside(box)}`,
      side: inside.text,
      params: { ...of.params, ...inside.params },
    };
    const [row] = await ask<{ readonly selected: string; readonly rest: string }>(
      "count the boots of",
      `SELECT toString(countIf(${inside.text})) AS selected, toString(countIf(NOT ${inside.text})) AS rest FROM ${boots.text}`,
      boots.params,
    );
    const sizes = { selected: Number(row?.selected ?? 0), rest: Number(row?.rest ?? 0) };
    if (!hasBox(box) || sizes.selected === 0 || sizes.rest === 0)
      return { ...sizes, attributes: [], spans: [] };
    const told = ATTRIBUTES.filter((attribute) => isSoughtIn(attribute, box));
    const [counted, spans] = await Promise.all([
      countedAttributes({ ask, hosts }, boots, told),
      spanDistributions({ ask, kinds }, boots, shiftFor(sizes.selected + sizes.rest, mostExact), true),
    ]);
    const frequent = counted.flatMap((each) => frequentOf(each, sizes) ?? []);
    const bySlug = Map.groupBy(spans, ({ slug }) => slug);
    const differences = [...bySlug.values()].flatMap(
      (sides) =>
        differenceOf(
          sides.find(({ side }) => side === 1),
          sides.find(({ side }) => side === 0),
        ) ?? [],
    );
    return {
      ...sizes,
      attributes: toldAttributes(frequent, sizes),
      spans: inOrderOfMedians(differences),
    };
  };
