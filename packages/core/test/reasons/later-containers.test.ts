import { expect, test } from "vitest";
import {
  createAssembler,
  deriveRun,
  instant,
  type Boot,
  type BootEvent,
  type BootId,
  type FiledEvent,
} from "../../src/index.ts";
import { exit, fork, haconiwa, LIVE, origin, phase, program } from "../made-events.ts";

const LAUNCHER = 100;
const ms = (at: number) => instant(BigInt(at) * 1_000_000n);
/** A fact of what is seen, and a program that the launcher runs before it forks anybody. */
const beginning: readonly BootEvent[] = [
  haconiwa(0, LAUNCHER),
  { ...origin(1, LAUNCHER), kind: "fact", key: "detail", value: "full" },
  phase(2, LAUNCHER, 0),
  fork(3, LAUNCHER, LAUNCHER + 1),
  program(4, LAUNCHER + 1, "/usr/bin/slow-program"),
  exit(94, LAUNCHER + 1),
];
/** Supervisor `pid`, container `pid + 1`: one mount of its own that takes 70 ms, and a wait for the disk. */
const container = (at: number, pid: number): BootEvent[] => [
  fork(at, LAUNCHER, pid),
  phase(at + 1, pid, 1),
  phase(at + 2, pid, 2),
  fork(at + 3, pid, pid + 1),
  phase(at + 10, pid + 1, 11),
  phase(at + 11, pid + 1, 12),
  {
    ...origin(at + 90, pid + 1),
    kind: "syscall",
    name: "mount",
    when: "exit",
    enterAt: ms(at + 20),
    parameters: { source: "/srv" },
    result: 0n,
  },
  ...[13, 14, 15, 16, 17, 18].map((code) => phase(at + 91 + code, pid + 1, code)),
  {
    ...origin(at + 160, pid + 1),
    kind: "wait",
    from: ms(at + 120),
    runnableAt: ms(at + 159),
    left: "uninterruptible",
    io: true,
  },
  ...[19, 20, 21].map((code) => phase(at + 150 + code, pid + 1, code)),
  program(at + 180, pid + 1, "/bin/app"),
];
const ending = (at: number, ...pids: number[]) => [
  ...pids.flatMap((pid, n) => [exit(at + n * 10, pid + 1), exit(at + n * 10 + 1, pid)]),
  exit(at + 900, LAUNCHER),
];

/** As a collector would have stored them: taken in so many at a time. */
function stored(events: readonly BootEvent[], size: number) {
  const assembler = createAssembler(LIVE);
  const boots = new Map<BootId, Boot>();
  const filed: FiledEvent[] = [];
  for (let from = 0; from < events.length; from += size) {
    const batch = events.slice(from, from + size);
    assembler.push(batch);
    const changes = assembler.advance(batch.at(-1)?.at ?? instant(0n));
    for (const id of changes.retired) boots.delete(id);
    for (const boot of changes.boots) boots.set(boot.id, boot);
    filed.push(...changes.events);
  }
  return { boots, filed };
}

const slugs = (boot: Boot | undefined) => boot?.causes?.map(({ slug }) => slug);

test.each([1, 2, 7])(
  "a container that starts long after the others of its run has its calls, its waits and its launcher's programs (%d events at a time)",
  (size) => {
    const events = [
      ...beginning,
      ...container(100, 200),
      ...container(60_000, 300),
      ...container(180_000, 400),
      ...ending(300_000, 200, 300, 400),
    ];
    const { boots, filed } = stored(events, size);
    const anew = deriveRun(
      LIVE,
      filed.map(({ event }) => event),
    ).boots;
    expect(anew).toHaveLength(3);
    for (const each of anew) {
      expect(slugs(each)).toEqual(expect.arrayContaining(["evaluate", "slow-mount", "io-wait"]));
      expect(boots.get(each.id)?.causes).toEqual(each.causes);
    }
  },
);

test.each([1, 100])(
  "what began before a boot was up and comes back soon after is told of it, though nothing else happens (%d events at a time)",
  (size) => {
    const pid = 200;
    const executing = (name: string, from: number, to: number) => ({
      ...origin(to, pid + 1),
      kind: "syscall" as const,
      name,
      when: "exit" as const,
      enterAt: ms(from),
      parameters: {},
      result: 0n,
    });
    const waited = {
      ...origin(279, pid + 1),
      kind: "wait" as const,
      from: ms(272),
      runnableAt: ms(279),
      left: "uninterruptible" as const,
      io: true as const,
    };
    const events = [
      ...beginning,
      ...container(100, pid).slice(0, -1),
      waited,
      program(280, pid + 1, "/bin/app"),
      executing("execve", 272, 281),
      // Too late: by then the boot's own events are let go.
      executing("umount2", 271, 1_500),
    ];
    const { boots, filed } = stored(events, size);
    const [anew] = deriveRun(
      LIVE,
      filed.map(({ event }) => event),
    ).boots;
    const of = (slug: string) => anew?.causes?.find((each) => each.slug === slug)?.ns;
    // The launcher's own start of 2 ms, and execve: what it waited for the disk is its.
    expect([of("slow-exec"), of("io-wait")]).toEqual([11_000_000n, 39_000_000n]);
    expect(of("grace-period")).toBeUndefined();
    expect([...boots.values()].map(({ causes }) => causes)).toEqual([anew?.causes]);
  },
);

test("a run that comes up while thousands of others rest is told of rightly or not at all", () => {
  const events: BootEvent[] = [...beginning, ...container(100, 200)];
  for (let n = 0; n < 11_000; n++) events.push(...otherRun(20_000 + n * 10, 10_000 + n * 2));
  events.push(...container(200_000, 300), ...ending(300_000, 200, 300));
  const { boots, filed } = stored(events, 1_000);
  const run = [...boots.values()].find(({ supervisorTgid }) => supervisorTgid === 300)?.runId;
  const anew = deriveRun(
    LIVE,
    filed.flatMap(({ event, runId }) => (runId === run ? [event] : [])),
  ).boots;
  expect(anew).toHaveLength(2);
  const causesOf = (pid: number, of: Iterable<Boot>) =>
    [...of].find(({ supervisorTgid }) => supervisorTgid === pid)?.causes;
  expect(causesOf(200, boots.values())).toEqual(causesOf(200, anew));
  expect(causesOf(300, anew)).toBeDefined();
  expect(causesOf(300, boots.values())).toBeUndefined();
});

/** A launcher that fails at once. */
const otherRun = (at: number, pid: number): BootEvent[] => [
  haconiwa(at, pid),
  phase(at + 1, pid, 0),
  exit(at + 2, pid, 1),
];
