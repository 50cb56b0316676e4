import type { NativeEvent } from "@hacotaki/native";
import { decodeEvent } from "../events/decode.ts";
import type { SeenEvent } from "../facts/facts.ts";
import type { Target } from "./target.ts";
import type { Targets } from "./targets.ts";

/**
 * Which recording an event belongs to: a process stays with the binary whose probes or exec it was first seen by, or with
 * the OCI runtimes'.
 */
export type Routing = {
  /** Events by the binary they belong to, in their order; those of processes that nobody follows are left out. */
  sort(batch: readonly NativeEvent[]): ReadonlyMap<Target, readonly SeenEvent[]>;
  /** The binary a process is followed for. */
  find(tgid: number): Target | undefined;
  /** From now on a process, seen by an earlier collector, is followed for a binary. */
  follow(tgid: number, target: Target): void;
};

export function createRouting(targets: Pick<Targets, "find" | "attachments" | "oci" | "pathOf">): Routing {
  const routes = new Map<number, Target>();

  function route(event: NativeEvent): Target | undefined {
    if (event.kind === "probe" || (event.kind === "exec" && event.attachment !== undefined)) {
      // A probe attached to anew meanwhile fires in processes that were followed before.
      const known = event.kind === "probe" ? routes.get(event.tgid) : undefined;
      const target = known ?? targets.find(event.attachment);
      if (target) routes.set(event.tgid, target);
      return target;
    }
    const target = routes.get(event.tgid) ?? routeOfRoot(event);
    if (event.kind === "fork" && target) routes.set(event.childTgid, target);
    if (event.kind === "exit") routes.delete(event.tgid);
    return target;
  }

  /** A lineage begins with the exec of a root; whoever puts a process into a cgroup may be a stranger. */
  function routeOfRoot(event: NativeEvent): Target | undefined {
    if (event.kind === "cgroup")
      return event.targetTgid === undefined ? undefined : routes.get(event.targetTgid);
    if (event.kind !== "exec" || event.root === undefined) return undefined;
    const { oci } = targets;
    if (oci) routes.set(event.tgid, oci);
    return oci;
  }

  return {
    sort(batch) {
      const sorted = new Map<Target, SeenEvent[]>();
      for (const native of batch) {
        const target = route(native);
        const event = target && decodeEvent(native, targets);
        if (!target || !event) continue;
        const events = sorted.get(target);
        if (events) events.push(event);
        else sorted.set(target, [event]);
      }
      return sorted;
    },
    find: (tgid) => routes.get(tgid),
    follow: (tgid, target) => void routes.set(tgid, target),
  };
}
