import {
  baseName,
  callInWords,
  formatDuration,
  resultInWords,
  visibleText,
  type BootDetail,
  type WaitedFor,
} from "@hacotaki/core";

/** What ran in a span, to be drawn below it. */
export type InsideRow = {
  readonly label: string;
  readonly startAt: bigint;
  /** Undefined of what has not ended. */
  readonly endAt: bigint | undefined;
  readonly isFailed: boolean;
};
/** What is drawn and written below a span. */
export type Inside = { readonly rows: readonly InsideRow[]; readonly notes: readonly string[] };

/** So many calls and helpers of a span are drawn, the longest ones; `--json` has all. */
const MOST_ROWS = 8;
/** Parts of a wait that are told: shorter ones say little of the span. */
const MOST_PARTS = 4;

const lengthOf = ({ startAt, endAt }: InsideRow) => (endAt === undefined ? undefined : endAt - startAt);

function longer(a: InsideRow, b: InsideRow): number {
  const [one, two] = [lengthOf(a), lengthOf(b)];
  if (one === undefined || two === undefined) return one === two ? 0 : one === undefined ? -1 : 1;
  return one === two ? 0 : one > two ? -1 : 1;
}

/** A helper goes by its program, a process of the boot's own by its lane. */
function whoIs({ helpers }: BootDetail, { tgid, lane }: WaitedFor): string {
  const helper = helpers.find((each) => each.tgid === tgid);
  if (helper === undefined) return `${lane ?? "process"} ${tgid}`;
  return `${visibleText(baseName(helper.command[0] ?? "?"), 40)} ${tgid}`;
}

/** The kernel's functions and processes stand behind what they stand for. */
function waitNote(detail: BootDetail, slug: string): string | undefined {
  const { waits } = detail;
  const parts = waits.find(({ span }) => span === slug)?.parts ?? [];
  if (parts.length === 0) return undefined;
  const told = parts.slice(0, MOST_PARTS).map(({ kind, duration, frame, waitedFor }) => {
    const who = waitedFor === undefined ? "" : ` for ${whoIs(detail, waitedFor)}`;
    return `${kind === "page-fault" ? "page faults" : kind} ${formatDuration(duration)}${frame === undefined ? "" : ` (${frame})`}${who}`;
  });
  return told.join(", ");
}

/** What is told below a span. */
export function insideOf(detail: BootDetail, slug: string): Inside {
  const own = detail.calls.filter(({ span }) => span === slug);
  const idle = own.filter(({ isIdle }) => isIdle).length;
  const calls = own
    .filter(({ isIdle }) => !isIdle)
    .map((call): InsideRow => {
      const result = resultInWords(call);
      const isFailed = result?.startsWith("-") === true;
      const label = `${callInWords(call)}${isFailed ? ` = ${result}` : ""}`;
      return { label: visibleText(label, 120), startAt: call.startAt, endAt: call.endAt, isFailed };
    });
  const helpers = detail.helpers
    .filter(({ span }) => span === slug)
    .map(({ command, startAt, endAt, exitCode, exitSignal, depth }): InsideRow => {
      const isFailed = (exitCode ?? 0) !== 0 || (exitSignal ?? 0) !== 0;
      const label = `${"  ".repeat(depth)}$ ${command.join(" ")}`;
      return { label: visibleText(label, 120), startAt, endAt, isFailed };
    });
  const all = [...helpers, ...calls].sort(longer);
  const rows = all.slice(0, MOST_ROWS).sort((a, b) => Number(a.startAt - b.startAt));
  const left = all.length - rows.length;
  const waited = waitNote(detail, slug);
  return {
    rows,
    notes: [
      ...(left === 0 ? [] : [`and ${left} shorter ${left === 1 ? "call" : "calls and programs"}`]),
      ...(idle === 0 ? [] : [`and ${idle} idle ${idle === 1 ? "wait" : "waits"}`]),
      ...(waited === undefined ? [] : [waited]),
    ],
  };
}

/** What stands below a boot whose inside was asked for: how much of it was seen. */
export function detailNotes({ level, from, rest }: BootDetail, startAt: bigint): readonly string[] {
  if (level === "off")
    return ["Nothing was recorded of what ran inside of it: see --detail of hacotaki up and record."];
  return [
    ...(from === undefined ? [] : [`What ran inside is seen from ${formatDuration(from - startAt)} on.`]),
    ...(rest === undefined
      ? []
      : [
          `Not kept: ${rest.calls} calls (${formatDuration(rest.callNs)}), ${rest.waits} waits (${formatDuration(rest.waitNs)}).`,
        ]),
  ];
}
