import { namespaceInodes, type Boot, type BootProcess, type Namespaces, type Span } from "@hacotaki/core";
import { bootColumns } from "./boot-row.ts";
import { digestOfText, toldValue } from "./digest.ts";
import { int64 } from "../values/integers.ts";
import type { Column, PackedBoot } from "./packed.ts";
import { partedCauses } from "./packed-causes.ts";
import { packProcesses } from "./packed-processes.ts";
import { packSpans, type PackedSpan } from "./packed-spans.ts";
import { ELSEWHERE, isShared, surroundingsOf } from "./surroundings.ts";

const toldSpan = (span: Span): string =>
  toldValue(span.slug) +
  toldValue(span.state) +
  toldValue(int64(span.startAt)) +
  toldValue(span.state === "open" ? null : int64(span.endAt - span.startAt)) +
  toldValue(span.label) +
  toldValue(span.from) +
  toldValue(span.to);

const toldProcess = (process: BootProcess): string =>
  toldValue(process.tgid) +
  toldValue(process.ppid) +
  toldValue(process.nspid) +
  toldValue(process.lane) +
  toldValue(process.comm) +
  toldValue(int64(process.startAt)) +
  toldValue(process.execFile) +
  toldValue(process.exitAt && int64(process.exitAt)) +
  toldValue(process.exitCode) +
  toldValue(process.exitSignal);

const toldNamespaces = (ns: Namespaces): string => `,${namespaceInodes(ns).join()}`;

/** Says whether a boot is the same as that which is stored, whatever form its row has. */
function bootDigest({ hacoText, namespaces, spans, processes }: Boot, columns: readonly Column[]): Buffer {
  let text = "";
  for (const value of columns) text += toldValue(value);
  text += toldValue(hacoText);
  if (namespaces !== undefined) text += toldNamespaces(namespaces);
  text += toldValue("spans");
  for (const span of spans) text += toldSpan(span);
  text += toldValue("processes");
  for (const process of processes) text += toldProcess(process);
  return digestOfText(text);
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
