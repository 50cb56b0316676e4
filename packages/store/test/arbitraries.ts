import {
  FACT_KEYS,
  GENERATIONS,
  GROUPS,
  inOrder,
  instant,
  LANES,
  LINEAGES,
  LEFT_AS,
  LOSS_REASONS,
  NAME_SOURCES,
  OUTCOMES,
  REASON_SLUGS,
  type Boot,
  type BootEvent,
  type BootProcess,
  type Mark,
  type Run,
  type RunId,
  type Span,
} from "@hacotaki/core";
import fc from "fast-check";

/** Any text UTF-8 can hold: NUL, quotes, escapes and bidi marks among it. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", "'; --", "%_\\", "\0"),
);
const at = fc.bigInt(0n, 2n ** 62n).map(instant);
const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const pid = fc.integer({ min: 0, max: 4_194_304 });
const int64 = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);

/** A record in which each optional field is there or not, never undefined. */
function record<Fields extends Record<string, fc.Arbitrary<unknown>>, Key extends keyof Fields & string>(
  fields: Fields,
  requiredKeys: readonly Key[],
) {
  return fc.record(fields, { requiredKeys: [...requiredKeys], noNullPrototype: true });
}

const ID = "0123456789abcdefghjkmnpqrstvwxyz";
const id = fc.string({ unit: fc.constantFrom(...ID), minLength: 16, maxLength: 16 });

const namespaces = fc.record(
  { pid: whole, pidForChildren: whole, mnt: whole, uts: whole, ipc: whole, net: whole, user: whole },
  { noNullPrototype: true },
);

const span = fc
  .record(
    {
      slug: text,
      label: text,
      group: fc.constantFrom(...GROUPS),
      lane: fc.constantFrom(...LANES),
      onPath: fc.boolean(),
      startAt: at,
      from: text,
      to: fc.option(text, { nil: undefined }),
      state: fc.constantFrom("closed" as const, "failed" as const, "open" as const),
      endAt: at,
    },
    { noNullPrototype: true },
  )
  .map(({ state, endAt, to, ...facts }): Span => {
    if (state === "closed") return { ...facts, state, endAt, to: to ?? "exec" };
    if (state === "failed") return { ...facts, state, endAt, to: "exit" };
    return { ...facts, state, ...(to === undefined ? {} : { to }) };
  });

const process = record(
  {
    tgid: pid,
    ppid: pid,
    nspid: pid,
    lane: fc.constantFrom(...LANES),
    comm: text,
    startAt: at,
    execFile: text,
    exitAt: at,
    exitCode: fc.integer(),
    exitSignal: pid,
  },
  ["lane", "startAt"],
) as fc.Arbitrary<BootProcess>;

const processEnd = record({ code: fc.integer(), signal: pid }, []);
const oci = record(
  {
    runtime: text,
    engine: text,
    containerId: text,
    name: text,
    image: text,
    bundle: text,
    pod: text,
    runtimeExit: processEnd,
    engineExit: processEnd,
    clientAt: int64.map(instant),
  },
  ["runtime"],
);

const causes = fc
  .uniqueArray(
    fc.record(
      { slug: fc.constantFrom(...REASON_SLUGS), ns: fc.bigInt(1n, 1n << 50n) },
      { noNullPrototype: true },
    ),
    { minLength: 1, selector: ({ slug }) => slug },
  )
  .map(inOrder);

const bootFields = {
  causes,
  id,
  runId: id,
  hostId: text,
  hostName: text,
  kernelBootId: text,
  kernel: text,
  sourceKind: fc.constantFrom("live", "events", "text"),
  container: text,
  containerSource: fc.constantFrom(...NAME_SOURCES),
  generation: fc.constantFrom(...GENERATIONS),
  outcome: fc.constantFrom(...OUTCOMES),
  losses: fc.uniqueArray(fc.constantFrom(...LOSS_REASONS)),
  furthestPhase: text,
  startAt: at,
  startBy: fc.constantFrom("exec", "phase"),
  upAt: at,
  upBy: fc.constantFrom("exec", "phase"),
  readyAt: at,
  readyPort: fc.nat(65_535),
  endAt: at,
  exitAt: at,
  exitCode: fc.integer(),
  exitSignal: fc.nat(64),
  wallTime: int64,
  lineage: fc.constantFrom(...LINEAGES),
  hacoFile: text,
  hacoHash: text,
  hacoText: text,
  launcherArgv: fc.array(text, { maxLength: 3 }),
  cwd: text,
  command: fc.array(text, { maxLength: 3 }),
  hostname: text,
  cgroup: text,
  rootfs: text,
  mounts: pid,
  namespaces,
  launcherTgid: pid,
  supervisorTgid: pid,
  containerTgid: pid,
  processes: fc.array(process, { maxLength: 4 }),
  processCount: fc.nat(),
  spans: fc.uniqueArray(span, { maxLength: 5, selector: ({ slug }) => slug }),
  markCount: fc.nat(),
  oci,
};

export const boot = record(bootFields, [
  "id",
  "runId",
  "hostId",
  "hostName",
  "kernelBootId",
  "sourceKind",
  "container",
  "containerSource",
  "generation",
  "outcome",
  "losses",
  "startAt",
  "startBy",
  "lineage",
  "processes",
  "processCount",
  "spans",
  "markCount",
]) as unknown as fc.Arbitrary<Boot>; // the fields above are Boot's

const originFields = {
  at: int64.map(instant),
  seq: whole,
  cpu: fc.nat(1_024),
  tgid: pid,
  tid: pid,
  ppid: pid,
  nspid: pid,
  startAt: int64.map(instant),
  comm: text,
  hostname: text,
  namespaces,
  cgroupId: fc.bigInt(0n, 2n ** 64n - 1n),
  daemon: fc.constant(true),
};
/** Arguments as they may come: beyond 64 bits signed, unreadable, numeric text. */
const argument = fc.oneof(
  fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n),
  fc.bigInt(0n, 200n),
  text,
  fc.constantFrom("1", undefined),
);

const kinds = [
  record(
    {
      ...originFields,
      kind: fc.constant("probe"),
      provider: fc.oneof(fc.constant("haconiwa"), text),
      probe: fc.oneof(
        fc.constantFrom(
          "bootstrap_phase_pass",
          "probe-boottime",
          "bootstrap-phase-pass",
          "probe-misc",
          "probe_misc_str",
        ),
        text,
      ),
      args: fc.array(argument, { maxLength: 4 }),
    },
    ["at", "seq", "kind", "provider", "probe", "args"],
  ),
  record(
    {
      ...originFields,
      kind: fc.constant("fork"),
      childTgid: pid,
      childNspid: pid,
      childStartAt: at,
      thread: fc.constant(true),
      childTid: pid,
    },
    ["at", "seq", "kind", "childTgid"],
  ),
  record(
    {
      ...originFields,
      kind: fc.constant("syscall"),
      name: text,
      when: fc.constantFrom("enter", "exit"),
      enterAt: int64.map(instant),
      parameters: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), argument, {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      result: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    },
    ["at", "seq", "kind", "name", "when", "parameters"],
  ),
  record(
    {
      ...originFields,
      kind: fc.constant("cgroup"),
      action: fc.constantFrom("mkdir", "attach"),
      path: text,
      hierarchy: whole,
      targetTgid: pid,
    },
    ["at", "seq", "kind", "action", "path"],
  ),
  record(
    {
      ...originFields,
      kind: fc.constant("wait"),
      from: int64.map(instant),
      runnableAt: int64.map(instant),
      left: fc.constantFrom(...LEFT_AS),
      io: fc.constant(true),
      throttled: fc.constant(true),
      frame: text,
      wakerTgid: pid,
      short: record({ count: whole, blocked: int64, runnable: int64 }, ["count", "blocked", "runnable"]),
    },
    ["at", "seq", "kind", "from", "left"],
  ),
  record(
    {
      ...originFields,
      kind: fc.constant("exec"),
      file: text,
      argv: fc.array(text, { maxLength: 3 }),
      argvTruncated: fc.boolean(),
      exeInode: fc.bigInt(0n, 2n ** 64n - 1n),
      traced: fc.boolean(),
      root: text,
      oldTid: pid,
    },
    ["at", "seq", "kind", "file", "traced"],
  ),
  record(
    {
      ...originFields,
      kind: fc.constant("exit"),
      code: fc.integer(),
      signal: fc.nat(64),
      coreDumped: fc.boolean(),
    },
    ["at", "seq", "kind"],
  ),
  record({ ...originFields, kind: fc.constant("listen"), address: text, port: fc.nat(65_535) }, [
    "at",
    "seq",
    "kind",
  ]),
  record({ ...originFields, kind: fc.constant("fact"), key: fc.constantFrom(...FACT_KEYS), value: text }, [
    "at",
    "seq",
    "kind",
    "key",
    "value",
  ]),
  record(
    {
      ...originFields,
      kind: fc.constant("loss"),
      reason: fc.constantFrom(...LOSS_REASONS),
      from: int64.map(instant),
      count: whole,
    },
    ["at", "seq", "kind", "reason", "from"],
  ),
];
export const event = fc.oneof(...kinds) as unknown as fc.Arbitrary<BootEvent>; // one for each kind of event

export const mark = record(
  {
    at: int64.map(instant),
    seq: whole,
    tgid: pid,
    lane: fc.constantFrom(...LANES),
    name: text,
    flag: fc.oneof(fc.integer(), fc.constantFrom(2 ** 63, -(2 ** 63), 2 ** 60)),
    text,
  },
  ["at", "seq", "lane", "name", "flag"],
) as unknown as fc.Arbitrary<Omit<Mark, "runId" | "bootId">>;

export const runOf = (boot: Boot): Run => ({
  id: boot.runId,
  hostId: boot.hostId,
  kernelBootId: boot.kernelBootId,
  startAt: boot.startAt,
});
export const runId = id as unknown as fc.Arbitrary<RunId>;
