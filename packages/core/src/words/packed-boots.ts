import type { BootSummary, MiniSpan } from "../domain/summary.ts";
import { decodeWire, encodeWire, type BootsMessage, type Wire } from "./wire.ts";

/*
 * Rows of a list in a quarter of the room: what all of them share is told once, and a span that begins where the one
 * before it ended does not say so.
 */

type Kind = Pick<MiniSpan, "slug" | "group" | "lane" | "onPath">;
type Row = Omit<BootSummary, "spans">;

/** A page of the list as text. */
export type PackedBoots = string & { readonly packed: "boots" };

type Packed = Pick<BootsMessage, "next" | "looked"> & {
  readonly revision: string;
  readonly fields: readonly string[];
  readonly kinds: readonly Kind[];
  /** Of each boot its fields, null where it has none, and last its spans: "KIND STATE OFFSET LENGTH,…". */
  readonly rows: readonly (readonly unknown[])[];
};

const STATES = ["closed", "failed", "open"] as const;
/** Stands for the offset at which the span before ended. */
const FOLLOWS = "";

function spansText(spans: readonly MiniSpan[], kindOf: (span: MiniSpan) => number): string {
  let end = 0n;
  return spans
    .map((span) => {
      const offset = span.offsetNs === end ? FOLLOWS : span.offsetNs.toString();
      end = span.offsetNs + (span.durationNs ?? 0n);
      const state = STATES.indexOf(span.state);
      return `${kindOf(span)} ${state} ${offset} ${span.durationNs ?? ""}`;
    })
    .join();
}

function spansOf(text: string, kinds: readonly Kind[]): MiniSpan[] {
  if (text === "") return [];
  let end = 0n;
  return text.split(",").map((each) => {
    const [kind, state, offset, length] = each.split(" ");
    const found = kinds[Number(kind)];
    const is = STATES[Number(state)];
    if (found === undefined || is === undefined || offset === undefined) throw new Error(`no span: ${each}`);
    const offsetNs = offset === FOLLOWS ? end : BigInt(offset);
    const durationNs = length === undefined || length === "" ? undefined : BigInt(length);
    end = offsetNs + (durationNs ?? 0n);
    return { ...found, state: is, offsetNs, ...(durationNs === undefined ? {} : { durationNs }) };
  });
}

/** Spans of one kind look alike but for their times. */
function createKinds() {
  const kinds: Kind[] = [];
  const places = new Map<string, number>();
  return {
    kinds,
    kindOf({ slug, group, lane, onPath }: MiniSpan): number {
      const key = `${slug} ${group} ${lane} ${onPath}`;
      let place = places.get(key);
      if (place === undefined) {
        place = kinds.push({ slug, group, lane, onPath }) - 1;
        places.set(key, place);
      }
      return place;
    },
  };
}

export function packBoots({ boots, ...page }: BootsMessage): PackedBoots {
  const { kinds, kindOf } = createKinds();
  const rows = boots.map(({ spans, ...row }) => ({ row: row as Readonly<Record<string, unknown>>, spans }));
  const fields = [...new Set(rows.flatMap(({ row }) => Object.keys(row)))];
  const packed = {
    ...page,
    fields,
    kinds,
    rows: rows.map(({ row, spans }) => [
      ...fields.map((field) => row[field] ?? null),
      spansText(spans, kindOf),
    ]),
  };
  return encodeWire(packed) as PackedBoots;
}

/** The message that `packBoots` was given. Throws on text that it did not make. */
export function unpackBoots(text: PackedBoots): BootsMessage {
  const { revision, fields, kinds, rows, ...page } = JSON.parse(text) as Packed;
  return {
    boots: rows.map((values) => {
      const row = Object.fromEntries(
        fields.flatMap((field, at) => (values[at] === null ? [] : [[field, values[at]] as const])),
      );
      return { ...decodeWire<Row>(row as Wire<Row>), spans: spansOf(String(values[fields.length]), kinds) };
    }),
    ...page,
    revision: BigInt(revision),
  };
}
