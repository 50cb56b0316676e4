import type { Boot, Span } from "./boot.ts";
import type { Lane } from "./phase.ts";
import type { Instant } from "./time.ts";

/** Why one process cannot go on without another. */
export type WaitKind = "fork" | "uid-map" | "set-up";
/** An instant in the life of one of the two; `slug` is the span it lies in, where there is one. */
export type WaitEnd = { readonly lane: Lane; readonly slug?: string; readonly at: Instant };
export type Wait = {
  readonly kind: WaitKind;
  /** Who lets the other go on. */
  readonly from: WaitEnd;
  /** Who waited. */
  readonly to: WaitEnd;
  /** "latest": no probe tells the instant itself, only by when it was past. */
  readonly certainty: "seen" | "latest";
};

/** Inode of the kernel's first user namespace (`PROC_USER_INIT_INO`): a container in it has no ids to map. */
const INITIAL_USER_NAMESPACE = 0xeffffffd;

const pathSpanAt = (boot: Boot, lane: Lane, at: Instant) =>
  boot.spans.find(
    (span) =>
      span.lane === lane && span.onPath && span.startAt <= at && (span.state === "open" || at <= span.endAt),
  );
const end = (lane: Lane, at: Instant, span: Span | undefined): WaitEnd =>
  span === undefined ? { lane, at } : { lane, at, slug: span.slug };

/** A child's birth, where the kernel told of the fork itself. */
function forkOf(boot: Boot, parent: Lane, child: Lane, tgid: number | undefined): Wait[] {
  if (boot.lineage !== "lineage" || tgid === undefined) return [];
  const born = boot.processes.find((process) => process.lane === child && process.tgid === tgid);
  const isTheirs = boot.processes.some(
    (process) => process.lane === parent && process.tgid !== undefined && process.tgid === born?.ppid,
  );
  if (born === undefined || !isTheirs) return [];
  return [
    {
      kind: "fork",
      from: end(parent, born.startAt, pathSpanAt(boot, parent, born.startAt)),
      to: { lane: child, at: born.startAt },
      certainty: "seen",
    },
  ];
}

/** The container hands its ids to the supervisor, which writes the maps: somewhere within `uid-map`, if at all. */
function uidMapOf(boot: Boot, wait: Span | undefined): Wait[] {
  const user = boot.namespaces?.user;
  const map = boot.spans.find(({ slug }) => slug === "uid-map");
  if (user === undefined || user === INITIAL_USER_NAMESPACE || map?.state !== "closed" || !wait) return [];
  return [
    {
      kind: "uid-map",
      from: end("supervisor", map.endAt, wait),
      to: end("container", map.endAt, map),
      certainty: "latest",
    },
  ];
}

/** The supervisor waits for set-up until the container tells it, somewhere within `handover`. */
function setUpOf(boot: Boot, wait: Span | undefined): Wait[] {
  const handover = boot.spans.find(({ slug }) => slug === "handover");
  if (handover?.state !== "closed" || wait?.state !== "closed" || wait.endAt < handover.startAt) return [];
  const toldBy = handover.endAt < wait.endAt ? handover.endAt : wait.endAt;
  return [
    {
      kind: "set-up",
      from: end("container", toldBy, handover),
      to: end("supervisor", wait.endAt, wait),
      certainty: "latest",
    },
  ];
}

/** Where the processes of a boot waited for one another, as far as both ends are known. */
export function waitsOf(boot: Boot): readonly Wait[] {
  const wait = boot.spans.find(({ slug }) => slug === "wait-setup");
  return [
    ...forkOf(boot, "launcher", "supervisor", boot.supervisorTgid),
    ...forkOf(boot, "supervisor", "container", boot.containerTgid),
    ...uidMapOf(boot, wait),
    ...setUpOf(boot, wait),
  ];
}
