import {
  bootDuration,
  formatDuration,
  headlineDuration,
  isoWallTime,
  quantileOf,
  visibleText,
  type BootSummary,
} from "@hacotaki/core";
import { fitted, px } from "@hacotaki/formats/picture/markup";
import type { Verdict } from "@hacotaki/formats/picture/verdict";
import { layoutMini } from "../../charts/mini-waterfall/layout.ts";
import { wholeScale } from "../../charts/mini-waterfall/scale.ts";
import { CHART, cross, drawCard, line, text } from "./frame.ts";

const ROWS = 8;
/** Few boots are drawn higher than many. */
const MAX_ROW = 64;
const NAME = 200;
const FIGURE = 170;
const LETTERS = "ABCDEFGH";

const lengthText = (boot: BootSummary) => {
  const ns = bootDuration(boot);
  return ns === undefined ? boot.outcome : formatDuration(ns);
};

/** Boots below each other on one scale, each with a name before it and its duration behind it. */
function drawRows(
  boots: readonly BootSummary[],
  nameOf: (boot: BootSummary, place: number) => string,
): string {
  const shown = boots.slice(0, ROWS);
  const scale = wholeScale(shown);
  const left = CHART.left + NAME;
  const width = CHART.width - NAME - FIGURE;
  const row = Math.min(MAX_ROW, CHART.height / shown.length);
  const bar = Math.round(row * 0.6);
  return shown
    .map((boot, place) => {
      const y = CHART.top + place * row + (row - bar) / 2;
      const spans = boot.spans.filter((span) => span.onPath);
      const { bars, died } = layoutMini({ ...boot, spans }, scale, undefined);
      const drawn = bars.map(({ group, state, x, width: share }, index) => {
        const fill =
          state === "failed"
            ? "hatch-bad"
            : group === "unattributed"
              ? "hatch"
              : state === "open"
                ? `f-${group}`
                : `g-${group}`;
        return `<rect class="${fill}" x="${px(left + x * width)}" y="${px(y)}" width="${px(Math.max(1, share * width))}" height="${bar}"${bars[index - 1]?.group === group && index % 2 === 1 ? ' opacity="0.75"' : ""}/>`;
      });
      return [
        text(CHART.left, y + bar / 2 + 7, "label ink2", fitted(nameOf(boot, place), NAME - 16, 20)),
        line(left, y + bar / 2, left + width, y + bar / 2, "grid"),
        ...drawn,
        died === undefined ? "" : cross(left + died * width + 8, y + bar / 2, 7),
        text(
          CHART.left + CHART.width,
          y + bar / 2 + 7,
          `label end${boot.outcome === "failed" ? " bad" : ""}`,
          lengthText(boot),
        ),
      ].join("");
    })
    .join("");
}

const stamp = (boot: BootSummary) => isoWallTime(boot.wallTime)?.replace("T", " ").slice(5, 16) ?? boot.id;

/** The card of boots held against each other; the baseline is one of them. */
export function drawCompareCard(boots: readonly BootSummary[], baseline: number): string {
  const containers = [...new Set(boots.map(({ container }) => container))];
  const base = boots[baseline];
  const candidates = boots.filter((_, place) => place !== baseline);
  const [candidate] = candidates;
  const before = base && bootDuration(base);
  const after = candidate && bootDuration(candidate);
  const delta =
    candidates.length === 1 && before !== undefined && after !== undefined ? after - before : undefined;
  const letterOf = (place: number) => LETTERS[place] ?? "?";
  const other = letterOf(baseline === 0 ? 1 : 0);
  const verdict: Verdict =
    delta === undefined
      ? { tone: "plain", words: `${boots.length} boots compared` }
      : {
          tone: "plain",
          figure: `${delta < 0n ? "−" : "+"}${headlineDuration(delta < 0n ? -delta : delta)}`,
          words: `${other} is ${delta === 0n ? "as fast as" : delta < 0n ? "faster than" : "slower than"} ${letterOf(baseline)}`,
        };
  const lengths = boots.map((boot, place) => `${letterOf(place)} ${lengthText(boot)}`);
  return drawCard({
    title: containers.map((container) => visibleText(container, 40)).join(", "),
    verdict,
    because: `${lengths.join(", ")}; baseline ${letterOf(baseline)}`,
    chart: drawRows(boots, (boot, place) => `${letterOf(place)}  ${stamp(boot)}`),
    foot: `boots ${boots.map(({ id }) => id).join(", ")}`,
  });
}

/** The card of a container: what its newest boots took, newest first. */
export function drawContainerCard(container: string, boots: readonly BootSummary[]): string {
  const lengths = boots
    .flatMap((boot) => bootDuration(boot) ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const failed = boots.filter(({ outcome }) => outcome === "failed").length;
  const at = (share: number) => headlineDuration(BigInt(Math.round(quantileOf(lengths, share))));
  const verdict: Verdict =
    lengths.length === 0
      ? { tone: failed > 0 ? "bad" : "plain", words: failed > 0 ? "no boot came up" : "no boot is whole" }
      : {
          tone: "plain",
          figure: at(0.5),
          words:
            lengths.length === 1
              ? "the only boot that came up"
              : `median of the newest ${lengths.length} boots`,
        };
  const facts = [
    lengths.length === 0 ? undefined : `p95 ${at(0.95)}, slowest ${at(1)}`,
    failed === 0
      ? undefined
      : boots.length === 1
        ? "it failed"
        : `${failed} of the newest ${boots.length} failed`,
  ];
  return drawCard({
    title: container,
    verdict,
    because: facts.filter((fact) => fact !== undefined).join("; "),
    chart: drawRows(boots, stamp),
    foot: "the newest boots, on one scale (UTC)",
  });
}
