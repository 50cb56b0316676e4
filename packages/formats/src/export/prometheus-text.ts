import { openMetrics, type MetricFacts } from "./open-metrics.ts";

/** Prometheus's own text format, of before OpenMetrics. */
export const PROMETHEUS_TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const EXEMPLAR = / # \{boot="[^"]*"\} \S+(?: \S+)?$/;
/** There a family is called as its samples are, and of what kind. */
const SAMPLES: Readonly<Record<string, { readonly suffix: string; readonly kind: string }>> = {
  counter: { suffix: "_total", kind: "counter" },
  info: { suffix: "_info", kind: "gauge" },
};

/** The same scrape as OpenMetrics has, without what this format has no words for: units and examples. */
export function* prometheusText(facts: MetricFacts): Generator<string> {
  let family = "";
  for (const part of openMetrics(facts))
    for (const line of part.split("\n")) {
      const [, word, name = "", rest = ""] = /^# (TYPE|HELP) (\S+) (.*)$/.exec(line) ?? [];
      if (word === "TYPE") {
        const { suffix, kind } = SAMPLES[rest] ?? { suffix: "", kind: rest };
        family = name + suffix;
        yield `# TYPE ${family} ${kind}\n`;
      } else if (word === "HELP") yield `# HELP ${family} ${rest}\n`;
      else if (line !== "" && !line.startsWith("#")) yield `${line.replace(EXEMPLAR, "")}\n`;
    }
}
