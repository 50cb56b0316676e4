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
import { countedAttributes, summedValues, type Asking } from "./attributes.ts";
import {
  countOf,
  shiftFor,
  spanDistributions,
  type Boots,
  type Exactness,
  type SpanAsking,
  type SpanDistribution,
} from "./distributions.ts";
import { SAMPLE, type Drawn } from "./drawn.ts";
import { lookedAt, couldBeInside, insideOf, matching } from "./matching.ts";
import { drawsFor, NOT_DRAWN, sampleOf, thinnedDraws, type Draw, type Sampling } from "./sampling.ts";

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

/** Boots of a filter that could be in a box, as `drawn`: those of one side, or of both. */
function boxed({ filter, box }: DiffersQuery, drawn: Drawn, side?: 0 | 1): Boots {
  const inside = insideOf(box);
  const of = matching(filter, "", drawn);
  const isOfSide = side === undefined ? "1" : `${inside.text} = ${side}`;
  const text = `${of.text} AND ${couldBeInside(box)} AND ${isOfSide}`;
  return {
    text: lookedAt(text, drawn),
    side: inside.text,
    params: { ...of.params, ...inside.params },
  };
}

type Draws = { readonly selected: Draw; readonly rest: Draw };

/** The boots in question with those of a side each, or of both where they are drawn alike. */
const groupsOf = (query: DiffersQuery, { selected, rest }: Draws): readonly Boots[] =>
  selected.drawn === rest.drawn
    ? [boxed(query, rest.drawn)]
    : [boxed(query, rest.drawn, 0), boxed(query, selected.drawn, 1)];

/** What is more frequent, and longer, among the boots of a box than among the others of the filter. */
export const createDiffers =
  ({ ask, hosts, kinds, mostExact, ...sampling }: Asking & SpanAsking & Exactness & Sampling) =>
  async (query: DiffersQuery): Promise<WhatDiffers> => {
    const { box } = query;
    const sampled = boxed(query, SAMPLE);
    const sides = [
      { text: `NOT ${sampled.side}`, least: sampling.leastSampled },
      { text: sampled.side, least: sampling.leastChosen },
    ];
    const draws = await drawsFor(ask, sampling, sampled, sides);
    const [rest = NOT_DRAWN, selected = NOT_DRAWN] = thinnedDraws(draws, sampling);
    const groups = groupsOf(query, { selected, rest });
    /** Boots that are looked at. */
    const [ofSelected, ofRest] = await Promise.all([
      selected.n ?? countOf(ask, boxed(query, selected.drawn, 1)),
      rest.n ?? countOf(ask, boxed(query, rest.drawn, 0)),
    ]);
    const sizes = { selected: ofSelected, rest: ofRest };
    const told = {
      selected: sizes.selected * selected.drawn.oneIn,
      rest: sizes.rest * rest.drawn.oneIn,
      ...sampleOf([
        { ...selected, n: sizes.selected },
        { ...rest, n: sizes.rest },
      ]),
    };
    if (!hasBox(box) || sizes.selected === 0 || sizes.rest === 0)
      return { ...told, attributes: [], spans: [] };
    const wanted = ATTRIBUTES.filter((attribute) => isSoughtIn(attribute, box));
    const shift = shiftFor(sizes.selected + sizes.rest, mostExact);
    const [counted, spans] = await Promise.all([
      Promise.all(groups.map((boots) => countedAttributes({ ask, hosts }, boots, wanted))),
      Promise.all(groups.map((boots) => spanDistributions({ ask, kinds }, boots, shift, true))),
    ]);
    const frequent = summedValues(counted.flat()).flatMap((each) => frequentOf(each, sizes) ?? []);
    const bySlug = Map.groupBy(spans.flat(), ({ slug }) => slug);
    const differences = [...bySlug.values()].flatMap(
      (sides) =>
        differenceOf(
          sides.find(({ side }) => side === 1),
          sides.find(({ side }) => side === 0),
        ) ?? [],
    );
    return {
      ...told,
      attributes: toldAttributes(frequent, sizes),
      spans: inOrderOfMedians(differences),
    };
  };
