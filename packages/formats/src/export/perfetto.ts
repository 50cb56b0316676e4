import { laneNumber, LANES, spanLabel, visibleText, type Lane } from "@hacotaki/core";
import { lastInstant, type ExportedBoot } from "../exported-boot.ts";
import { insideTracks } from "./inside.ts";
import { message, type Field } from "./protobuf.ts";

/*
 * Perfetto's trace: packets of TrackEvents, one process a boot and below it a track a lane.
 * Field numbers are those of protos/perfetto/trace (trace.proto, trace_packet.proto, track_event/*.proto).
 */
const TRACE = { packet: 1 } as const;
const PACKET = { timestamp: 8, sequence: 10, trackEvent: 11, sequenceFlags: 13, descriptor: 60 } as const;
const EVENT = { annotations: 4, type: 9, trackUuid: 11, categories: 22, name: 23 } as const;
const DESCRIPTOR = { uuid: 1, name: 2, process: 3, parent: 5, ordering: 11, rank: 12 } as const;
const PROCESS = { pid: 1, name: 6 } as const;
const ANNOTATION = { text: 6, name: 10 } as const;
const SLICE_BEGIN = 1n;
const SLICE_END = 2n;
const INSTANT = 3n;
const ORDER_EXPLICIT = 3n;
const STATE_CLEARED = 1n;
/** Any number that is ours alone: all packets are of one writer. */
const SEQUENCE = 1n;
const LANES_A_BOOT = 8;
/** Numbers of the tracks of threads, beyond those of lanes. */
const INSIDE = 1n << 40n;
const TRACKS_A_BOOT = 1n << 16n;

const annotations = (given: Readonly<Record<string, string | undefined>>): readonly Field[] =>
  Object.entries(given).flatMap(([name, text]): readonly Field[] =>
    text === undefined
      ? []
      : [
          [
            EVENT.annotations,
            [
              [ANNOTATION.name, name],
              [ANNOTATION.text, text],
            ],
          ],
        ],
  );

const packet = (fields: readonly Field[]): Field => [TRACE.packet, [[PACKET.sequence, SEQUENCE], ...fields]];

/** Viewers take the timestamps of TrackEvents for CLOCK_BOOTTIME, which is what instants are. */
const event = (at: bigint, fields: readonly Field[]): Field =>
  packet([
    [PACKET.timestamp, at],
    [PACKET.trackEvent, fields],
  ]);

type Timed = { readonly at: bigint; readonly order: number; readonly packet: Field };

// oxlint-disable-next-line eslint/max-lines-per-function -- one packet after another, in the order of the format
function packetsOf(exported: ExportedBoot, place: number): readonly Field[] {
  const { boot, marks, permalink } = exported;
  const end = lastInstant(exported);
  const process = BigInt(place * LANES_A_BOOT + 1);
  const track = (lane: Lane) => process + 1n + BigInt(laneNumber(lane));
  const seen = LANES.filter(
    (lane) => boot.spans.some((span) => span.lane === lane) || marks.some((mark) => mark.lane === lane),
  );
  const descriptors = [
    packet([
      [
        PACKET.descriptor,
        [
          [DESCRIPTOR.uuid, process],
          [DESCRIPTOR.ordering, ORDER_EXPLICIT],
          [
            DESCRIPTOR.process,
            [
              [PROCESS.pid, BigInt(place + 1)],
              [PROCESS.name, `${visibleText(boot.container)} ${boot.id}`],
            ],
          ],
        ],
      ],
    ]),
    ...seen.map((lane) =>
      packet([
        [
          PACKET.descriptor,
          [
            [DESCRIPTOR.uuid, track(lane)],
            [DESCRIPTOR.parent, process],
            [DESCRIPTOR.name, lane],
            [DESCRIPTOR.rank, BigInt(seen.indexOf(lane))],
          ],
        ],
      ]),
    ),
  ];
  const slices = boot.spans.flatMap((span, order): readonly Timed[] => {
    const endAt = span.state === "open" ? end : span.endAt;
    return [
      {
        at: span.startAt,
        order: 2 * order + 1,
        packet: event(span.startAt, [
          [EVENT.type, SLICE_BEGIN],
          [EVENT.trackUuid, track(span.lane)],
          [EVENT.name, spanLabel(span)],
          [EVENT.categories, span.group],
          ...annotations({ span: span.slug, state: span.state, from: span.from, to: span.to }),
        ]),
      },
      {
        at: endAt,
        order: 2 * order + 2,
        packet: event(endAt, [
          [EVENT.type, SLICE_END],
          [EVENT.trackUuid, track(span.lane)],
        ]),
      },
    ];
  });
  const inside = insideTracks(exported);
  const insideTrack = (n: number) => INSIDE + process * TRACKS_A_BOOT + BigInt(n);
  const threads = inside.map(({ title }, n) =>
    packet([
      [
        PACKET.descriptor,
        [
          [DESCRIPTOR.uuid, insideTrack(n)],
          [DESCRIPTOR.parent, process],
          [DESCRIPTOR.name, title],
          [DESCRIPTOR.rank, BigInt(seen.length + n)],
        ],
      ],
    ]),
  );
  const ran = inside.flatMap(({ slices: within }, n) =>
    within.flatMap(({ startAt, endAt, name, kind, result, span, isOpen }, order): readonly Timed[] => [
      {
        at: startAt,
        order: 2 * order + 1,
        packet: event(startAt, [
          [EVENT.type, SLICE_BEGIN],
          [EVENT.trackUuid, insideTrack(n)],
          [EVENT.name, name],
          [EVENT.categories, kind],
          ...annotations({ span, result, state: isOpen ? "open" : undefined }),
        ]),
      },
      {
        at: endAt,
        order: 2 * order + 2,
        packet: event(endAt, [
          [EVENT.type, SLICE_END],
          [EVENT.trackUuid, insideTrack(n)],
        ]),
      },
    ]),
  );
  const instants = marks.map(
    (mark): Timed => ({
      at: mark.at,
      order: 0,
      packet: event(mark.at, [
        [EVENT.type, INSTANT],
        [EVENT.trackUuid, track(mark.lane)],
        [EVENT.name, mark.name],
        [EVENT.categories, "mark"],
        ...annotations({
          flag: String(mark.flag),
          text: mark.text === undefined ? undefined : visibleText(mark.text),
        }),
      ]),
    }),
  );
  const beginning = event(boot.startAt, [
    [EVENT.type, INSTANT],
    [EVENT.trackUuid, process],
    [EVENT.name, "boot start"],
    ...annotations({ boot: boot.id, host: visibleText(boot.hostName), outcome: boot.outcome, permalink }),
  ]);
  const timed = [...slices, ...ran, ...instants].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.order - b.order,
  );
  return [...descriptors, ...threads, beginning, ...timed.map((each) => each.packet)];
}

/** Packets made into bytes at once. */
const PACKETS = 500;

/** Boots as a Perfetto trace, packet by packet: concatenated messages are one message. */
export function* perfetto(boots: Iterable<ExportedBoot>): Generator<Uint8Array<ArrayBuffer>> {
  yield message([packet([[PACKET.sequenceFlags, STATE_CLEARED]])]);
  let place = 0;
  for (const exported of boots) {
    const packets = packetsOf(exported, place);
    for (let from = 0; from < packets.length; from += PACKETS)
      yield message(packets.slice(from, from + PACKETS));
    place += 1;
  }
}
