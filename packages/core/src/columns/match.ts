import { OUTCOMES, type Outcome } from "../boot.ts";
import type { BootFilter } from "../filter.ts";
import { hostOf, type Table } from "./table.ts";

/** Longer texts are cut, as the database does. */
const MAX_TEXT = 200;

/** Ranges of wall time and boot duration. A boot without the one is in no range of it. */
export type Box = (row: number) => boolean;

export function boxOf(table: Table, { since, until, minDuration, maxDuration }: BootFilter): Box {
  const { wall, duration } = table;
  const [from, to] = [
    since === undefined ? -Infinity : Number(since),
    until === undefined ? Infinity : Number(until),
  ];
  const least = minDuration === undefined ? -Infinity : Math.fround(Number(minDuration));
  const most = maxDuration === undefined ? Infinity : Math.fround(Number(maxDuration));
  const isTimed = since !== undefined || until !== undefined;
  const isMeasured = minDuration !== undefined || maxDuration !== undefined;
  return (row) => {
    const at = wall[row] ?? Number.NaN;
    const ns = duration[row] ?? Number.NaN;
    return (!isTimed || (at >= from && at <= to)) && (!isMeasured || (ns >= least && ns <= most));
  };
}

/** The filter without its ranges. */
export function withoutBox({ container, host, outcomes, hacoFile, text }: BootFilter): BootFilter {
  return {
    ...(container === undefined ? {} : { container }),
    ...(host === undefined ? {} : { host }),
    ...(outcomes === undefined ? {} : { outcomes }),
    ...(hacoFile === undefined ? {} : { hacoFile }),
    ...(text === undefined ? {} : { text }),
  };
}

const ascii = (text: string) =>
  text.length <= 16 && /^[\x20-\x7e]*$/.test(text)
    ? Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    : undefined;

function textTest(table: Table, given: string): (row: number) => boolean {
  const wanted = given.slice(0, MAX_TEXT).toLowerCase();
  const holds = (text: string) => text.toLowerCase().includes(wanted);
  const { codes, dictionaries, ids } = table;
  const { container, host, hacoFile, command } = codes;
  const containers = dictionaries.container.mask(holds);
  const hosts = dictionaries.host.mask((text) => holds(hostOf(text).name));
  const hacoFiles = dictionaries.hacoFile.mask(holds);
  const commands = dictionaries.command.mask(holds);
  const inId = ascii(wanted);
  return (row) =>
    containers[container[row] ?? 0] === 1 ||
    hosts[host[row] ?? 0] === 1 ||
    hacoFiles[hacoFile[row] ?? 0] === 1 ||
    commands[command[row] ?? 0] === 1 ||
    (inId !== undefined && ids.includes(row, inId));
}

function outcomesTest(table: Table, outcomes: readonly Outcome[]): (row: number) => boolean {
  const wanted = Uint8Array.from(OUTCOMES, (outcome) => (outcomes.includes(outcome) ? 1 : 0));
  const { outcome } = table;
  return (row) => wanted[outcome[row] ?? 0] === 1;
}

/** Rows that match the filter, its ranges included. */
export function matchingRows(table: Table, filter: BootFilter): Uint32Array {
  const { container, host, outcomes = [], hacoFile, text = "" } = filter;
  const { codes, dictionaries, size } = table;
  const tests: ((row: number) => boolean)[] = [];
  if (container !== undefined) {
    const code = dictionaries.container.find(container);
    tests.push((row) => codes.container[row] === code);
  }
  if (outcomes.length > 0) tests.push(outcomesTest(table, outcomes));
  if (host !== undefined) {
    const mask = dictionaries.host.mask((text) => hostOf(text).id === host);
    tests.push((row) => mask[codes.host[row] ?? 0] === 1);
  }
  if (hacoFile !== undefined) {
    const code = dictionaries.hacoFile.find(hacoFile);
    tests.push((row) => codes.hacoFile[row] === code);
  }
  const { since, until, minDuration, maxDuration } = filter;
  if ((since ?? until ?? minDuration ?? maxDuration) !== undefined) tests.push(boxOf(table, filter));
  if (text !== "") tests.push(textTest(table, text));
  const rows = new Uint32Array(size);
  let n = 0;
  for (let row = 0; row < size; row++) if (tests.every((test) => test(row))) rows[n++] = row;
  return rows.subarray(0, n);
}
