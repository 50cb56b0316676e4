import {
  bootDuration,
  instant,
  readyDuration,
  type Boot,
  type LossReason,
  type Namespaces,
  type OciFacts,
} from "@hacotaki/core";
import { numberOf, present } from "../values/absent.ts";
import { int64, whole } from "../values/integers.ts";
import { causesOfColumn, packCauses } from "./packed-causes.ts";
import type { Column } from "./packed.ts";
import type { BootRow, NamespacesRow, RunRow } from "../connection/tables.ts";

const instantColumn = (at: bigint | undefined) => (at === undefined ? null : int64(at));
const numberColumn = (value: number | undefined) => (value === undefined ? null : whole(value));

/** Some process of haconiwa's own still lives, as far as anybody saw: its run is taken up after a restart. */
export function isOpen(boot: Boot): boolean {
  if (boot.supervisorTgid === undefined && boot.containerTgid === undefined)
    return boot.exitAt === undefined && boot.processes.some(({ exitAt }) => exitAt === undefined);
  return boot.processes.some(
    ({ tgid, lane, exitAt }) =>
      exitAt === undefined &&
      ((lane === "supervisor" && tgid === boot.supervisorTgid) ||
        (lane === "container" && tgid === boot.containerTgid)),
  );
}

/** What a row of `boot` holds of the boot itself: no keys of other tables, no revision. */
export function bootColumns(boot: Boot) {
  const up = bootDuration(boot);
  const { launcherArgv, command } = boot;
  return {
    host_name: boot.hostName,
    kernel: boot.kernel ?? null,
    source_kind: boot.sourceKind,
    container: boot.container,
    container_source: boot.containerSource,
    generation: boot.generation,
    outcome: boot.outcome,
    losses: boot.losses.join(","),
    furthest_phase: boot.furthestPhase ?? null,
    lineage: boot.lineage,
    wall_time: instantColumn(boot.wallTime),
    sort_time: int64(boot.wallTime ?? 0n),
    boot_duration: instantColumn(up),
    sort_duration: int64(up ?? -1n),
    ready_duration: instantColumn(readyDuration(boot)),
    start_at: int64(boot.startAt),
    start_by: boot.startBy,
    up_at: instantColumn(boot.upAt),
    up_by: boot.upBy ?? null,
    ready_at: instantColumn(boot.readyAt),
    ready_port: numberColumn(boot.readyPort),
    end_at: instantColumn(boot.endAt),
    exit_at: instantColumn(boot.exitAt),
    exit_code: numberColumn(boot.exitCode),
    exit_signal: numberColumn(boot.exitSignal),
    is_open: isOpen(boot) ? 1 : 0,
    mark_count: whole(boot.markCount),
    process_count: whole(boot.processCount),
    launcher_tgid: numberColumn(boot.launcherTgid),
    supervisor_tgid: numberColumn(boot.supervisorTgid),
    container_tgid: numberColumn(boot.containerTgid),
    haco_file: boot.hacoFile ?? null,
    command: command?.join(" ") ?? null,
    hostname: boot.hostname ?? null,
    cgroup: boot.cgroup ?? null,
    rootfs: boot.rootfs ?? null,
    mounts: numberColumn(boot.mounts),
    cwd: boot.cwd ?? null,
    haco_hash: boot.hacoHash ?? null,
    argv:
      launcherArgv === undefined && command === undefined
        ? null
        : JSON.stringify({ launcher: launcherArgv, command }),
    runtime: boot.oci?.runtime ?? null,
    oci: boot.oci === undefined ? null : ociJson(boot.oci),
    reasons: packCauses(boot.causes),
  } satisfies Partial<Record<keyof BootRow, Column>>;
}

export const lossesOf = (column: string) => (column === "" ? [] : (column.split(",") as LossReason[]));

/** JSON of what a boot of an OCI runtime has; an instant is a decimal string. */
const ociJson = (oci: OciFacts): string => JSON.stringify({ ...oci, clientAt: oci.clientAt?.toString() });
export function ociOf(json: string | null): OciFacts | null {
  if (json === null) return null;
  const { clientAt, ...facts } = JSON.parse(json) as Omit<OciFacts, "clientAt"> & { clientAt?: string };
  return clientAt === undefined ? facts : { ...facts, clientAt: instant(BigInt(clientAt)) };
}

export const namespacesOf = (row: NamespacesRow): Namespaces => ({
  pid: Number(row.pid),
  pidForChildren: Number(row.pid_for_children),
  mnt: Number(row.mnt),
  uts: Number(row.uts),
  ipc: Number(row.ipc),
  net: Number(row.net),
  user: Number(row.user),
});

/** Everything a boot is beside its own row. */
export type BootParts = {
  readonly run: Pick<RunRow, "id" | "kernel_boot_id">;
  readonly hostId: string;
  readonly hacoText: string | null;
  readonly namespaces: Namespaces | null;
  readonly processes: Boot["processes"];
  readonly spans: Boot["spans"];
};

export function bootOf(row: BootRow, parts: BootParts): Boot {
  const argv = (row.argv === null ? {} : JSON.parse(row.argv)) as { launcher?: string[]; command?: string[] };
  return present<Boot>({
    id: row.id,
    runId: parts.run.id,
    hostId: parts.hostId,
    hostName: row.host_name,
    // What its shipper calls it, a fleet alone knows.
    hostLabels: null,
    kernelBootId: parts.run.kernel_boot_id,
    kernel: row.kernel,
    sourceKind: row.source_kind,
    container: row.container,
    containerSource: row.container_source,
    generation: row.generation,
    outcome: row.outcome,
    losses: lossesOf(row.losses),
    furthestPhase: row.furthest_phase,
    startAt: row.start_at,
    startBy: row.start_by,
    upAt: row.up_at,
    upBy: row.up_by,
    readyAt: row.ready_at,
    readyPort: numberOf(row.ready_port),
    endAt: row.end_at,
    exitAt: row.exit_at,
    exitCode: numberOf(row.exit_code),
    exitSignal: numberOf(row.exit_signal),
    wallTime: row.wall_time,
    lineage: row.lineage,
    hacoFile: row.haco_file,
    hacoHash: row.haco_hash,
    hacoText: parts.hacoText,
    launcherArgv: argv.launcher ?? null,
    cwd: row.cwd,
    command: argv.command ?? null,
    hostname: row.hostname,
    cgroup: row.cgroup,
    rootfs: row.rootfs,
    mounts: numberOf(row.mounts),
    namespaces: parts.namespaces,
    launcherTgid: numberOf(row.launcher_tgid),
    supervisorTgid: numberOf(row.supervisor_tgid),
    containerTgid: numberOf(row.container_tgid),
    processes: parts.processes,
    processCount: Number(row.process_count),
    spans: parts.spans,
    markCount: Number(row.mark_count),
    oci: ociOf(row.oci),
    causes: causesOfColumn(row.reasons),
  });
}
