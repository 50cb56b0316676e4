import {
  countBelow,
  countUpTo,
  createTable,
  deviationOf,
  explained,
  isId,
  cameUp,
  percentileOf,
  percentileOfMember,
  type BootId,
  type BootPercentile,
  type BootWhy,
  type ContainerMiddles,
  type Table,
} from "@hacotaki/core";
import { SAMPLE_COLUMNS, type SampleRow } from "../reader/boot-columns.ts";
import { createSampler } from "../reader/boot-of-row.ts";
import { rowsOf } from "../reader/summaries.ts";
import type { Exactness, SpanAsking } from "./distributions.ts";
import { createKept } from "../reader/kept.ts";
import type { Sampling } from "./sampling.ts";
import { durationsOf, middlesOf, type UsualDurations, type UsualMiddles } from "./usual.ts";

/** A boot of the page held against its container, before its cause is looked for. */
type Held = BootPercentile & {
  readonly off?: {
    readonly row: number;
    readonly isMember: boolean;
    readonly container: string;
    readonly why: BootWhy;
  };
};

/** The boots of a page in columns of their own: each is held against what is usual by the code of columns. */
async function tableOf(ask: SpanAsking["ask"], ids: readonly BootId[]): Promise<Table> {
  const rows = await rowsOf<SampleRow>(ask, ids.filter(isId), SAMPLE_COLUMNS);
  const table = createTable({ leaving: () => {}, arrived: () => {} });
  const sampleOf = createSampler();
  for (const row of rows.values()) table.put(sampleOf(row));
  return table;
}

const containerAt = ({ codes, dictionaries }: Table, row: number) =>
  dictionaries.container.text(codes.container[row] ?? 0) ?? "";

/** One that came since they were counted is held against them as one of others. */
function heldAmong(
  table: Table,
  id: BootId,
  row: number,
  durations: UsualDurations,
  sorted: Float32Array,
): Held {
  const own = durations.rounded(table.duration[row] ?? 0);
  const isMember = cameUp(table, row) && countUpTo(sorted, own) > countBelow(sorted, own);
  const why = deviationOf(own, sorted, isMember);
  const percentile = isMember ? percentileOfMember(sorted, own) : percentileOf(sorted, own);
  return { id, percentile, ...(why && { off: { row, isMember, container: containerAt(table, row), why } }) };
}

/** What is usual, by the columns of a table. */
const middlesIn = (table: Table, { spans, causes }: UsualMiddles): ContainerMiddles => ({
  spans: new Map(
    table.spans.flatMap((column) => {
      const middle = spans.get(column.kind.slug);
      return middle === undefined ? [] : [[column, middle] as const];
    }),
  ),
  causes: new Map(
    table.causes.flatMap((column) => {
      const middle = causes.get(column.slug);
      return middle === undefined ? [] : [[column, middle] as const];
    }),
  ),
});

/** Of stored boots against all boots of their container, in the order asked. What is usual is kept from page to page. */
export function createPercentiles(asking: SpanAsking & Exactness & Sampling) {
  const durations = createKept((containers) => durationsOf(asking, containers));
  const middles = createKept((containers) => middlesOf(asking, containers));
  return async (ids: readonly BootId[]): Promise<readonly BootPercentile[]> => {
    const table = await tableOf(asking.ask, ids);
    const rows = ids.map((id) => ({ id, row: isId(id) ? table.ids.find(id) : undefined }));
    const measured = rows.flatMap(({ row }) =>
      row === undefined || Number.isNaN(table.duration[row]) ? [] : row,
    );
    const usual = await durations.of(measured.map((row) => containerAt(table, row)));
    const sorted = new Map([...usual].map(([container, each]) => [container, each.sorted()]));
    const held = rows.map(({ id, row }): Held => {
      if (row === undefined || Number.isNaN(table.duration[row])) return { id, percentile: undefined };
      const container = containerAt(table, row);
      const [among, values] = [usual.get(container), sorted.get(container)];
      if (among === undefined || values === undefined) return { id, percentile: undefined };
      return heldAmong(table, id, row, among, values);
    });
    const off = held.flatMap((boot) =>
      boot.off === undefined || boot.off.why.kind === "usual" ? [] : boot.off,
    );
    const causes = await middles.of(off.map(({ container }) => container));
    const byContainer = new Map([...causes].map(([container, each]) => [container, middlesIn(table, each)]));
    return held.map(({ off: judged, ...boot }) =>
      judged === undefined
        ? boot
        : { ...boot, why: explained(judged, judged.why, byContainer.get(judged.container)) },
    );
  };
}
