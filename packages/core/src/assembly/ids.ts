import type { BootId, RunId } from "../domain/boot.ts";
import { bootIdOf, runIdOf } from "../domain/identity.ts";
import type { BootDraft, RunDraft } from "./draft.ts";

/** Fixed the first time it is asked for: what arrives late never renames a run. */
export function idOfRun(run: RunDraft): RunId {
  run.id ??= runIdOf({
    hostId: run.source.hostId,
    kernelBootId: run.source.kernelBootId,
    tgid: run.launcher?.tgid ?? run.processes[0]?.tgid,
    at: run.firstAt,
  });
  return run.id;
}

/** Follows the anchor: hashed again only when an earlier first phase has moved it. */
export function idOfBoot(boot: BootDraft): BootId {
  const { run, anchor, identity } = boot;
  if (identity?.anchor === anchor) return identity.id;
  const id = bootIdOf({ hostId: run.source.hostId, kernelBootId: run.source.kernelBootId, ...anchor });
  boot.identity = { anchor, id };
  return id;
}
