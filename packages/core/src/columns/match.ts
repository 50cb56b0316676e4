import { HACONIWA, OUTCOMES, type Outcome } from "../domain/boot.ts";
import { hasLabel, holdsText, NO_PHASE, soughtText, type BootFilter, type Box } from "../domain/filter.ts";
import { hostOf, reasonsOfText, type Table } from "./table.ts";

/** Bounds as the columns hold their values, both included; undefined where there is no range. */
function boundsOf({ since, until, minDuration, maxDuration }: Box) {
  const range = (low: bigint | undefined, high: bigint | undefined, narrowed: (value: number) => number) =>
    low === undefined && high === undefined
      ? undefined
      : {
          from: low === undefined ? -Infinity : narrowed(Number(low)),
          to: high === undefined ? Infinity : narrowed(Number(high)),
        };
  return {
    times: range(since, until, Number),
    durations: range(minDuration, maxDuration, Math.fround),
  };
}

/** Whether a row is in a box of the charts. A boot without a wall time, or a duration, is in no range of it. */
export function boxOf(table: Table, drawn: Box): (row: number) => boolean {
  const { wall, length } = table;
  const { times, durations } = boundsOf(drawn);
  if (times === undefined && durations === undefined) return () => true;
  const { from, to } = times ?? { from: Number.NaN, to: Number.NaN };
  const { from: least, to: most } = durations ?? { from: Number.NaN, to: Number.NaN };
  const isTimed = times !== undefined;
  const isMeasured = durations !== undefined;
  return (row) => {
    const at = wall[row] ?? Number.NaN;
    const ns = length[row] ?? Number.NaN;
    return (!isTimed || (at >= from && at <= to)) && (!isMeasured || (ns >= least && ns <= most));
  };
}

/** Rows that shrink with every condition. Each condition is a loop of its own: that is what engines are fast at. */
class Rows {
  private readonly rows: Uint32Array;
  private n: number;

  /** Takes over the array. */
  constructor(rows: Uint32Array) {
    this.rows = rows;
    this.n = rows.length;
  }
  keepEqual(codes: Uint32Array, wanted: number): void {
    const { rows } = this;
    let kept = 0;
    for (let i = 0; i < this.n; i++) {
      const row = rows[i] ?? 0;
      if (codes[row] === wanted) rows[kept++] = row;
    }
    this.n = kept;
  }
  keepMasked(codes: Uint32Array | Uint8Array, mask: Uint8Array): void {
    const { rows } = this;
    let kept = 0;
    for (let i = 0; i < this.n; i++) {
      const row = rows[i] ?? 0;
      if (mask[codes[row] ?? 0] === 1) rows[kept++] = row;
    }
    this.n = kept;
  }
  keepWithin(values: Float64Array | Float32Array, from: number, to: number): void {
    const { rows } = this;
    let kept = 0;
    for (let i = 0; i < this.n; i++) {
      const row = rows[i] ?? 0;
      const value = values[row] ?? Number.NaN;
      if (value >= from && value <= to) rows[kept++] = row;
    }
    this.n = kept;
  }
  keepIf(test: (row: number) => boolean): void {
    const { rows } = this;
    let kept = 0;
    for (let i = 0; i < this.n; i++) {
      const row = rows[i] ?? 0;
      if (test(row)) rows[kept++] = row;
    }
    this.n = kept;
  }
  all(): Uint32Array {
    return this.rows.subarray(0, this.n);
  }
}

/** The text as it could stand in an id, which has no letters that look like digits; undefined where it cannot. */
const partOfId = (text: string) =>
  /^[0-9a-hjkmnp-tv-z]{1,16}$/.test(text)
    ? Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    : undefined;

function textTest(table: Table, given: string): (row: number) => boolean {
  const sought = soughtText(given);
  const holds = (text: string) => holdsText(sought, [text]);
  const { codes, dictionaries, ids } = table;
  const { container, host, hacoFile, command } = codes;
  const containers = dictionaries.container.mask(holds);
  const hosts = dictionaries.host.mask((text) => holds(hostOf(text).name));
  const hacoFiles = dictionaries.hacoFile.mask(holds);
  const commands = dictionaries.command.mask(holds);
  const inId = partOfId(sought.toLowerCase());
  return (row) =>
    containers[container[row] ?? 0] === 1 ||
    hosts[host[row] ?? 0] === 1 ||
    hacoFiles[hacoFile[row] ?? 0] === 1 ||
    commands[command[row] ?? 0] === 1 ||
    (inId !== undefined && ids.includes(row, inId));
}

const outcomeMask = (outcomes: readonly Outcome[]) =>
  Uint8Array.from(OUTCOMES, (outcome) => (outcomes.includes(outcome) ? 1 : 0));

function everyRow(size: number): Uint32Array {
  const rows = new Uint32Array(size);
  for (let row = 0; row < size; row++) rows[row] = row;
  return rows;
}

/** Rows that match the filter, ascending. */
export function matchingRows(table: Table, filter: BootFilter): Uint32Array {
  const { container, host, outcomes = [], hacoFile, runtime, phase, reason, text = "" } = filter;
  const { codes, dictionaries } = table;
  const named = container === undefined ? "image" : "container";
  const name = container ?? filter.image;
  const rows = new Rows(
    name === undefined
      ? everyRow(table.size)
      : table.groups[named].of(dictionaries[named].find(name) ?? 0).slice(),
  );
  if (hacoFile !== undefined) rows.keepEqual(codes.hacoFile, dictionaries.hacoFile.find(hacoFile) ?? -1);
  if (runtime !== undefined)
    rows.keepEqual(codes.runtime, runtime === HACONIWA ? 0 : (dictionaries.runtime.find(runtime) ?? -1));
  for (const name of ["engine", "image", "pod"] as const) {
    const wanted = filter[name];
    if (wanted !== undefined) rows.keepEqual(codes[name], dictionaries[name].find(wanted) ?? -1);
  }
  const { label, hostLabel, kernel } = filter;
  if (kernel !== undefined) rows.keepEqual(codes.kernel, dictionaries.kernel.find(kernel) ?? -1);
  if (hostLabel !== undefined)
    rows.keepMasked(
      codes.host,
      dictionaries.host.mask((each) => hasLabel(hostOf(each).labels, hostLabel)),
    );
  if (label !== undefined)
    rows.keepMasked(
      codes.labels,
      dictionaries.labels.mask((labels) => hasLabel(JSON.parse(labels) as Record<string, string>, label)),
    );
  if (phase !== undefined)
    rows.keepEqual(
      codes.furthestPhase,
      phase === NO_PHASE ? 0 : (dictionaries.furthestPhase.find(phase) ?? -1),
    );
  if (reason !== undefined)
    rows.keepMasked(
      codes.reasons,
      dictionaries.reasons.mask((each) => reasonsOfText(each).includes(reason)),
    );
  if (host !== undefined)
    rows.keepMasked(
      codes.host,
      dictionaries.host.mask((each) => hostOf(each).id === host),
    );
  if (outcomes.length > 0) rows.keepMasked(table.outcome, outcomeMask(outcomes));
  const { times, durations } = boundsOf(filter);
  if (times) rows.keepWithin(table.wall, times.from, times.to);
  if (durations) rows.keepWithin(table.duration, durations.from, durations.to);
  if (text !== "") rows.keepIf(textTest(table, text));
  return rows.all();
}
