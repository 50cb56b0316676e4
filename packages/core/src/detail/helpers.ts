import type { Boot } from "../domain/boot.ts";
import type { Helper } from "../domain/detail.ts";
import type { BootEvent, ExecEvent } from "../domain/event.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { compareBigints } from "../domain/time.ts";
import type { Member, Members } from "./members.ts";
import { spanAt } from "./span-at.ts";

/** How many helpers stand above one. */
function depthOf({ parent }: Member): number {
  let depth = 0;
  for (let each = parent; each !== undefined && !each.isOwn; each = each.parent) depth++;
  return depth;
}

/** What a process executed first: a shell that becomes another program goes by its command line. */
function firstExecs(events: readonly BootEvent[]): ReadonlyMap<number, ExecEvent[]> {
  const execs = new Map<number, ExecEvent[]>();
  for (const event of events) {
    if (event.kind !== "exec" || event.tgid === undefined) continue;
    const alike = execs.get(event.tgid);
    if (alike) alike.push(event);
    else execs.set(event.tgid, [event]);
  }
  return execs;
}

/** Programs that a boot's own processes started, and what these started, by their beginnings. */
export function helpersOf(boot: Boot, events: readonly BootEvent[], members: Members): Helper[] {
  const execs = firstExecs(events);
  return members.all
    .filter(({ isOwn }) => !isOwn)
    .map((member): Helper => {
      const { lane } = member;
      const { tgid, ppid, startAt, exitAt, exitCode, exitSignal, comm, execFile } = member.process;
      const exec = execs.get(tgid)?.find(({ at }) => at >= startAt && (exitAt === undefined || at <= exitAt));
      const file = exec?.file ?? execFile;
      const command = exec?.argv?.length ? exec.argv : [file ?? comm ?? "?"];
      return {
        tgid,
        lane,
        command,
        startAt,
        depth: depthOf(member),
        ...omitUndefined({
          ppid,
          file,
          endAt: exitAt,
          exitCode,
          exitSignal,
          span: spanAt(boot, lane, startAt)?.slug,
        }),
      };
    })
    .sort((a, b) => compareBigints(a.startAt, b.startAt));
}
