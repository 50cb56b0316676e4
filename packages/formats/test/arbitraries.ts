import {
  FACT_KEYS,
  instant,
  LEFT_AS,
  LOSS_REASONS,
  type BootEvent,
  type Source,
  type WaitEvent,
} from "@hacotaki/core";
import fc from "fast-check";

/** Any text UTF-8 can hold: NUL, quotes, escapes and bidi marks among it. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", "\0", "\u001b[31m", "\u202e", "</script>", '"\\'),
);
const at = fc.bigInt(0n, 2n ** 62n - 1n).map(instant);
const count = fc.oneof(fc.nat(), fc.maxSafeNat());
const pid = fc.integer({ min: 0, max: 4_194_304 });
const u64 = fc.bigInt(0n, 2n ** 64n - 1n);
const inode = fc.integer({ min: 0, max: 2 ** 32 - 1 });

type Fields = Record<string, fc.Arbitrary<unknown>>;
type ValuesOf<Of extends Fields> = {
  [Key in keyof Of]: Of[Key] extends fc.Arbitrary<infer Value> ? Value : never;
};

/** A record in which each optional field is there or not, never undefined. */
const record = <Of extends Fields, Key extends keyof Of & string>(fields: Of, requiredKeys: readonly Key[]) =>
  fc.record(fields, { requiredKeys: [...requiredKeys], noNullPrototype: true }) as fc.Arbitrary<
    // fast-check's own type is lost on generic fields.
    Pick<ValuesOf<Of>, Key> & Partial<Omit<ValuesOf<Of>, Key>>
  >;

const namespaces = fc.record(
  { pid: inode, pidForChildren: inode, mnt: inode, uts: inode, ipc: inode, net: inode, user: inode },
  { noNullPrototype: true },
);
const origin = {
  at,
  seq: count,
  cpu: count,
  tgid: pid,
  tid: pid,
  ppid: pid,
  nspid: pid,
  startAt: at,
  comm: text,
  hostname: text,
  namespaces,
  cgroupId: u64,
};
const argument = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n), text, fc.constant(undefined));
const kind = <Kind extends BootEvent["kind"]>(name: Kind) => fc.constant(name);

/** A wait whose instants are in their order. */
function inTheirOrder(wait: WaitEvent): WaitEvent {
  const [from, middle, to] = [wait.from, wait.runnableAt ?? wait.at, wait.at].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  if (from === undefined || middle === undefined || to === undefined) return wait;
  return { ...wait, from, at: to, ...(wait.runnableAt === undefined ? {} : { runnableAt: middle }) };
}

/** Any raw event: every field of every kind, each optional one there or not. */
export const bootEvent: fc.Arbitrary<BootEvent> = fc.oneof(
  record(
    {
      ...origin,
      kind: kind("probe"),
      provider: text,
      probe: fc.oneof(text, fc.constantFrom("probe-boottime", "bootstrap_phase_pass", "probe_misc_str")),
      args: fc.array(argument, { maxLength: 6 }),
    },
    ["at", "seq", "kind", "provider", "probe", "args"],
  ),
  record({ ...origin, kind: kind("fork"), childTgid: pid, childNspid: pid, childStartAt: at }, [
    "at",
    "seq",
    "kind",
    "childTgid",
  ]),
  record(
    {
      ...origin,
      kind: kind("exec"),
      file: text,
      argv: fc.array(text, { maxLength: 4 }),
      argvTruncated: fc.boolean(),
      exeInode: u64,
      traced: fc.boolean(),
    },
    ["at", "seq", "kind", "file", "traced"],
  ),
  record(
    {
      ...origin,
      kind: kind("exit"),
      code: fc.nat(255),
      signal: fc.nat(127),
      coreDumped: fc.boolean(),
    },
    ["at", "seq", "kind"],
  ),
  record(
    {
      ...origin,
      kind: kind("wait"),
      from: at,
      runnableAt: at,
      left: fc.constantFrom(...LEFT_AS),
      io: fc.constant(true as const),
      throttled: fc.constant(true as const),
      frame: text,
      wakerTgid: pid,
      short: fc.record({ count, blocked: at, runnable: at }, { noNullPrototype: true }),
    },
    ["at", "seq", "kind", "from", "left"],
  ).map((event) => inTheirOrder(event)),
  record({ ...origin, kind: kind("listen"), address: text, port: fc.nat(65_535) }, ["at", "seq", "kind"]),
  record({ ...origin, kind: kind("fact"), key: fc.constantFrom(...FACT_KEYS), value: text }, [
    "at",
    "seq",
    "kind",
    "key",
    "value",
  ]).map((event) => (event.key === "wall-offset" ? { ...event, value: "-1712345678901234567" } : event)),
  record({ ...origin, kind: kind("loss"), reason: fc.constantFrom(...LOSS_REASONS), from: at, count }, [
    "at",
    "seq",
    "kind",
    "reason",
    "from",
  ]).map((event) => (event.from > event.at ? { ...event, from: event.at } : event)),
);

export const source: fc.Arbitrary<Source> = record(
  {
    kind: fc.constant("events" as const),
    hostId: text,
    hostName: text,
    kernelBootId: text,
    kernel: text,
    hasKernelEvents: fc.constant(true),
    wallOffset: fc.bigInt(-(2n ** 62n) + 1n, 2n ** 62n - 1n),
  },
  ["kind", "hostId", "hostName", "kernelBootId", "hasKernelEvents"],
);
