import { DamagedRow } from "../error.ts";
import type { Surroundings } from "./packed.ts";
import type { BootRow } from "../connection/tables.ts";

/** Columns of a boot's row that most boots of a container share, and that only its own page reads. */
export const SURROUNDINGS = ["cwd", "haco_hash", "cgroup", "rootfs", "hostname", "argv"] as const;

/** Characters. What is longer stays in its row: once its boot is gone it would take its room until the next walk. */
const MOST_SHARED = 1_024;

export const surroundingsOf = ({
  cwd,
  haco_hash,
  cgroup,
  rootfs,
  hostname,
  argv,
}: Surroundings): Surroundings => ({
  cwd,
  haco_hash,
  cgroup,
  rootfs,
  hostname,
  argv,
});

/** Whether they stand in `surroundings`. Of OCI runtimes each boot has a cgroup, a bundle and arguments of its own. */
export const isShared = (columns: Surroundings & Pick<BootRow, "runtime">): boolean =>
  columns.runtime === null &&
  SURROUNDINGS.reduce((length, name) => length + (columns[name]?.length ?? 0), 0) <= MOST_SHARED;

/** The row with what stands in `surroundings` of it. @throws DamagedRow where that is gone */
export function withSurroundings<Row extends BootRow>(row: Row, shared: Surroundings | undefined): Row {
  const { surroundings_key: key } = row;
  if (key === null) return row;
  if (shared === undefined) throw new DamagedRow(`surroundings that are gone: ${key}`);
  return { ...row, ...shared };
}

/** In place of what stands in `surroundings`. */
export const ELSEWHERE = {
  cwd: null,
  haco_hash: null,
  cgroup: null,
  rootfs: null,
  hostname: null,
  argv: null,
} as const satisfies Surroundings;
