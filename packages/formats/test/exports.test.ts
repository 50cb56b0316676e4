import { bootDuration, type Boot, type Mark } from "@hacotaki/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  EXPORT_NAMES,
  EXPORTS,
  type ExportedBoot,
  type ExportFormat,
  type ExportName,
} from "../src/index.ts";
import { recorded, take } from "./importing.ts";

const exportedOf = async (name: string): Promise<readonly ExportedBoot[]> => {
  const { boots, marks } = await take(recorded(name));
  return boots().map((boot) => ({
    boot,
    marks: marks().filter((mark: Mark) => mark.bootId === boot.id),
    siblings: boots()
      .filter(({ id }) => id !== boot.id)
      .map(({ id }) => id),
  }));
};
const multi = await exportedOf("head-multi-daemon.ndjson");
const marked = await exportedOf("head-user-probes.ndjson");
const failed = await exportedOf("head-fail-nocmd.ndjson");
const all = [...multi, ...marked, ...failed];

type WrittenAtOnce = Exclude<ExportName, "png">;
const bytesOf = (name: WrittenAtOnce, boots: Iterable<ExportedBoot>) =>
  Buffer.concat([...EXPORTS[name].write(boots)].map((part) => Buffer.from(part)));
const textOf = (name: WrittenAtOnce, boots: Iterable<ExportedBoot>) => bytesOf(name, boots).toString();
const closedPath = ({ spans }: Boot) => spans.filter((span) => span.onPath && span.state === "closed");

const HOSTILE = '=cmd|"/C calc"!A0,\u202e<script>\u001b[31m\0\n';
const hostile = all.map((each) => ({
  ...each,
  boot: { ...each.boot, container: HOSTILE, hacoFile: HOSTILE, command: [HOSTILE] },
  marks: each.marks.map((mark) => ({ ...mark, text: HOSTILE })),
}));

/** Cells of a CSV text by RFC 4180. */
function cells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)) {
    const cell = match[1] ?? "";
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (match[2] === "\r\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

test("CSV has a row a span, whose durations on the boot path sum to the boot duration", () => {
  const [header = [], ...rows] = cells(textOf("csv", all));
  const column = (name: string) => header.indexOf(name);
  expect(rows).toHaveLength(all.reduce((sum, { boot }) => sum + boot.spans.length, 0));
  for (const { boot } of all) {
    const own = rows.filter((row) => row[column("boot")] === boot.id && row[column("on_path")] === "true");
    const sum = own.reduce((ns, row) => ns + BigInt(row[column("duration_ns")] || 0), 0n);
    const duration = bootDuration(boot);
    if (duration !== undefined) expect(sum).toBe(duration);
  }
});

test("no cell of a CSV begins a formula, whatever a container is called, and every row has all columns", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const boots = all.map((each) => ({ ...each, boot: { ...each.boot, container: name } }));
      for (const format of ["csv", "csv-boots"] as const) {
        const [header = [], ...rows] = cells(textOf(format, boots));
        for (const row of rows) {
          expect(row).toHaveLength(header.length);
          for (const cell of row) expect(/^[=+@\t\r]|^-(?!\d+$)/.test(cell), cell).toBe(false);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("tables and OTLP have the host name inside beside the container's name", () => {
  const named = all.map((each) => ({ ...each, boot: { ...each.boot, hostname: "web01.example" } }));
  const [first = ""] = textOf("ndjson-boots", named).split("\n");
  expect(JSON.parse(first)).toMatchObject({ hostname: "web01.example" });
  expect(textOf("otlp", named)).toContain(
    '{"key":"hacotaki.hostname","value":{"stringValue":"web01.example"}}',
  );
});

test("NDJSON keeps integers by all their digits", () => {
  const [first] = all;
  if (!first) throw new Error("no boots");
  const big = { ...first, boot: { ...first.boot, wallTime: 1_795_400_483_379_123_457n } };
  expect(textOf("ndjson-boots", [big])).toContain('"wall_time_ns":1795400483379123457');
});

type OtlpSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly events?: readonly object[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
};
type Otlp = {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
};
const otlpSpans = (boots: Iterable<ExportedBoot>) =>
  (JSON.parse(textOf("otlp", boots)) as Otlp).resourceSpans.map(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );

test("OTLP has a trace a boot: ids of the right length, each once, parents inside of the trace, children inside of them", () => {
  const traces = otlpSpans(all);
  expect(new Set(traces.map(([root]) => root?.traceId)).size).toBe(all.length);
  for (const spans of traces) {
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    expect(byId.size).toBe(spans.length);
    for (const span of spans) {
      expect(span.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
      expect(span.spanId).toMatch(/^(?!0+$)[0-9a-f]{16}$/);
      expect(span.traceId).toBe(spans[0]?.traceId);
      if (span.parentSpanId === undefined) continue;
      const parent = byId.get(span.parentSpanId);
      expect(BigInt(parent?.startTimeUnixNano ?? 0)).toBeLessThanOrEqual(BigInt(span.startTimeUnixNano));
      expect(BigInt(parent?.endTimeUnixNano ?? 0)).toBeGreaterThanOrEqual(BigInt(span.endTimeUnixNano));
    }
    expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1);
  }
});

test("OTLP keeps every duration to the nanosecond, marks as events, and siblings as links to their roots", () => {
  const traces = otlpSpans(all);
  for (const [place, { boot, marks, siblings }] of all.entries()) {
    const spans = traces[place] ?? [];
    const durations = new Map(
      spans.map((span) => [
        span.attributes.find(({ key }) => key === "hacotaki.span")?.value["stringValue"],
        BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano),
      ]),
    );
    for (const span of closedPath(boot))
      if (span.state === "closed") expect(durations.get(span.slug)).toBe(span.endAt - span.startAt);
    expect(spans[0]?.events).toHaveLength(marks.length);
    expect(spans[0]?.links).toHaveLength(siblings.length);
  }
  const roots = new Set(otlpSpans(multi).map(([root]) => root?.spanId));
  for (const [root] of otlpSpans(multi))
    for (const link of root?.links ?? []) expect(roots).toContain(link.spanId);
});

type TraceEvent = {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
};
/** As viewers read it: numbers are doubles, and events are sorted by their times. */
const traceEvents = (boots: Iterable<ExportedBoot>) => {
  const { traceEvents: events } = JSON.parse(textOf("chrome-trace", boots)) as { traceEvents: TraceEvent[] };
  return events.filter(({ ph }) => ph !== "M").sort((a, b) => a.ts - b.ts);
};

test("a viewer of Trace Events ends the span that it began last, and finds every length to the nanosecond", () => {
  const open = new Map<string, TraceEvent[]>();
  const lengths = new Map<string, number>();
  for (const event of traceEvents(all)) {
    const thread = `${event.pid}/${event.tid}`;
    const stack = open.get(thread) ?? [];
    open.set(thread, stack);
    if (event.ph === "B") stack.push(event);
    if (event.ph !== "E") continue;
    const begun = stack.pop();
    expect(begun?.name).toBe(event.name);
    lengths.set(`${event.pid} ${event.name}`, Math.round((event.ts - (begun?.ts ?? 0)) * 1_000));
  }
  for (const stack of open.values()) expect(stack).toEqual([]);
  for (const [place, { boot }] of all.entries())
    for (const span of boot.spans)
      if (span.state === "closed")
        expect(lengths.get(`${place + 1} ${span.label}`), span.slug).toBe(Number(span.endAt - span.startAt));
});

test("a Trace Event file has every mark, and says since when its times count", () => {
  const marks = traceEvents(all).filter(({ ph }) => ph === "i");
  expect(marks).toHaveLength(all.reduce((sum, each) => sum + each.marks.length, 0));
  const { otherData } = JSON.parse(textOf("chrome-trace", all)) as {
    otherData: { origin_utc_ns: string; boots: { container: string }[] };
  };
  const [first] = all;
  const [begun] = traceEvents([first as ExportedBoot]);
  expect(BigInt(otherData.origin_utc_ns) + BigInt(Math.round((begun?.ts ?? 0) * 1_000))).toBe(
    first?.boot.wallTime,
  );
});

/** Fields of a message: varints as bigints, the rest as bytes. */
function fields(bytes: Uint8Array): (readonly [number, bigint | Uint8Array])[] {
  const found: (readonly [number, bigint | Uint8Array])[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("ends within a number");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7n) === 0n) found.push([Number(tag >> 3n), varint()]);
    else if ((tag & 7n) === 2n) {
      const length = Number(varint());
      if (at + length > bytes.length) throw new Error("ends within a field");
      found.push([Number(tag >> 3n), bytes.subarray(at, at + length)]);
      at += length;
    } else throw new Error(`wire type ${tag & 7n}`);
  }
  return found;
}
const field = (bytes: Uint8Array, number: number) => fields(bytes).find(([each]) => each === number)?.[1];

test("a Perfetto trace begins and ends a slice for every span, in order, on a track that was declared", () => {
  const packets = fields(bytesOf("perfetto", all)).map(([, packet]) => packet as Uint8Array);
  const descriptors = packets.flatMap((packet) => (field(packet, 60) as Uint8Array | undefined) ?? []);
  const tracks = new Set(descriptors.map((descriptor) => field(descriptor, 1)));
  const events = packets.flatMap((packet) => {
    const event = field(packet, 11) as Uint8Array | undefined;
    return event ? [{ at: field(packet, 8) as bigint, type: field(event, 9), track: field(event, 11) }] : [];
  });
  for (const { track } of events) expect(tracks).toContain(track);
  const spans = all.flatMap(({ boot }) => boot.spans);
  const begun = events.filter(({ type }) => type === 1n);
  const ascending = (instants: bigint[]) => instants.sort((a, b) => (a < b ? -1 : 1));
  expect(ascending(begun.map(({ at }) => at))).toEqual(ascending(spans.map(({ startAt }) => startAt)));
  expect(events.filter(({ type }) => type === 2n)).toHaveLength(spans.length);
  for (const track of tracks) {
    const own = events.filter((event) => event.track === track).map(({ at }) => at);
    expect(own).toEqual([...own].sort((a, b) => (a < b ? -1 : 1)));
  }
});

test("Markdown and Mermaid show names as text", () => {
  const text = textOf("markdown", hostile);
  expect(text).not.toMatch(/<script>|\u001b|\u202e|\0/);
  expect(textOf("mermaid", hostile)).not.toMatch(/\u001b|\u202e|\0/);
  expect(textOf("mermaid", hostile)).not.toMatch(/[<>]/);
  expect(textOf("markdown", multi)).toContain("| pivot\\_root | container |");
});

test.each(EXPORT_NAMES)(
  "%s writes hostile names, failed boots and none at all without failing",
  async (name) => {
    for (const boots of [hostile, []]) {
      const { mediaType, write }: ExportFormat = EXPORTS[name];
      const parts = await Array.fromAsync<string | Uint8Array>(write(boots));
      const written = Buffer.concat(parts.map((part) => Buffer.from(part)));
      if (boots.length > 0) expect(written.length).toBeGreaterThan(0);
      if (mediaType === "application/json")
        expect(() => JSON.parse(written.toString()) as unknown).not.toThrow();
    }
  },
);
