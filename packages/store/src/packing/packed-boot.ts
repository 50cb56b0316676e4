import { namespaceInodes, type Boot, type BootProcess, type Span } from "@hacotaki/core";
import { bootColumns } from "./boot-row.ts";
import { createDigester } from "./digest.ts";
import { int64 } from "../values/integers.ts";
import type { Column, PackedBoot } from "./packed.ts";
import { partedCauses } from "./packed-causes.ts";
import { packProcesses } from "./packed-processes.ts";
import { packSpans, type PackedSpan } from "./packed-spans.ts";
import { ELSEWHERE, isShared, surroundingsOf } from "./surroundings.ts";

const { tell, digest } = createDigester();

function tellSpan(span: Span): void {
  tell(span.slug);
  tell(span.state);
  tell(int64(span.startAt));
  tell(span.state === "open" ? null : int64(span.endAt - span.startAt));
  tell(span.label);
  tell(span.from);
  tell(span.to);
}

function tellProcess(process: BootProcess): void {
  tell(process.tgid);
  tell(process.ppid);
  tell(process.nspid);
  tell(process.lane);
  tell(process.comm);
  tell(int64(process.startAt));
  tell(process.execFile);
  tell(process.exitAt && int64(process.exitAt));
  tell(process.exitCode);
  tell(process.exitSignal);
}

/** Says whether a boot is the same as that which is stored, whatever form its row has. */
function bootDigest({ hacoText, namespaces, spans, processes }: Boot, columns: readonly Column[]): Buffer {
  return digest(() => {
    for (const value of columns) tell(value);
    tell(hacoText);
    if (namespaces !== undefined) for (const inode of namespaceInodes(namespaces)) tell(inode);
    tell("spans");
    for (const span of spans) tellSpan(span);
    tell("processes");
    for (const process of processes) tellProcess(process);
  });
}

const packedSpan = (span: Span, kindOf: (span: Span) => number): PackedSpan => ({
  kind: kindOf(span),
  state: span.state,
  startAt: span.startAt,
  duration: span.state === "open" ? null : span.endAt - span.startAt,
});

let names: readonly string[] | undefined;

/** All that a boot's row takes and that no database is asked for. @throws RangeError for what no row can hold */
export function packBoot(boot: Boot, kindOf: (span: Span) => number): PackedBoot {
  const columns = bootColumns(boot);
  const hasShared = isShared(columns);
  const values: Column[] = Object.values(columns);
  names ??= Object.keys(columns);
  const { id, runId, hostId, hostName, kernelBootId, container, startAt } = boot;
  const { launcherTgid, supervisorTgid, containerTgid, hacoText, namespaces } = boot;
  const [toldCauses, otherCauses] = partedCauses(columns.reasons);
  return {
    id,
    runId,
    hostId,
    hostName,
    kernelBootId,
    container,
    startAt,
    launcherTgid,
    supervisorTgid,
    containerTgid,
    hacoText,
    namespaces,
    names,
    values: Object.values({ ...columns, ...(hasShared && ELSEWHERE), reasons: toldCauses }),
    surroundings: hasShared ? surroundingsOf(columns) : undefined,
    isOpen: columns.is_open === 1,
    digest: bootDigest(boot, values),
    spans: packSpans(
      startAt,
      boot.spans.map((span) => packedSpan(span, kindOf)),
    ),
    processes: packProcesses(startAt, boot.processes),
    reasons: otherCauses,
  };
}
