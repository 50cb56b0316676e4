import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import type { BlameVerdict, Boot } from "@hacotaki/core";
import { answerSentence } from "../../components/boot/answer-sentence.ts";
import { blameSentence } from "../../components/boot/blame-sentence.ts";
import { valueNamer } from "../../components/ui/reason-name.ts";
import { spanNamer } from "../../components/ui/span-name.ts";
import en from "../en.ts";
import ja from "../ja.ts";

const LANGUAGES = { en, ja: ja as typeof en } as const;
type Language = keyof typeof LANGUAGES;

const speak = <Namespace extends "blame" | "boots" | "charts" | "container" | "differs" | "outcome">(
  locale: Language,
  namespace: Namespace,
) => createTranslator({ locale, messages: LANGUAGES[locale], namespace });
const spanNames = (locale: Language) =>
  spanNamer(createTranslator({ locale, messages: LANGUAGES[locale], namespace: "spanNames" }));
const reasonNames = (locale: Language) =>
  createTranslator({ locale, messages: LANGUAGES[locale], namespace: "reasonNames" });

const MS = 1_000_000n;
const slower: BlameVerdict = {
  kind: "slower",
  of: "boot",
  durationNs: 489n * MS,
  usualNs: 179n * MS,
  differenceNs: 310n * MS,
  n: 20,
  causes: [
    {
      share: 0.72,
      row: {
        slug: "cgroup",
        label: "cgroup",
        group: "limits",
        durationNs: 240n * MS,
        usual: { n: 20, p5Ns: 4n * MS, p50Ns: 5n * MS, p95Ns: 7n * MS, percentile: 1 },
        excessNs: 235n * MS,
        times: 48,
      },
    },
  ],
};

test("the answer says how many times as long as usual, both figures, and what share is which span", () => {
  expect(answerSentence(speak("en", "blame"), spanNames("en"), slower)).toBe(
    "2.7× usual (489 ms, usually 179); 72 % of the excess is cgroup",
  );
  expect(answerSentence(speak("ja", "blame"), spanNames("ja"), slower)).toBe(
    "通常の 2.7 倍（489 ms、通常 179）。超過分の 72 % は cgroup",
  );
});

test("the sentence for a ticket ends with why, in either language", () => {
  const boot: Pick<Boot, "container"> = { container: "web" };
  const said = (locale: Language) => {
    const t = speak(locale, "blame");
    const sentence = blameSentence(t, spanNames(locale), () => "web", boot, slower);
    const reason = reasonNames(locale)("slow-hook");
    return t("withReason", { sentence, reason, program: "sleep", duration: "231 ms" });
  };
  expect(said("en")).toBe(
    "web booted in 489.0 ms, 310 ms longer than usual (p50 of 20 boots): 72 % of the excess is cgroup (240 ms, usually 5.00 ms, 48×). Why: slow hook sleep (231 ms).",
  );
  expect(said("ja")).toMatch(/（240 ms、通常 5\.00 ms、48 倍）。理由：遅いフック sleep（231 ms）。$/);
});

test("of one boot no range is told, and of none nothing but that", () => {
  const few = speak("en", "container")("summaryFew", {
    container: "web",
    count: 1,
    min: "66.3 ms",
    max: "66.3 ms",
    failed: 0,
    need: 5,
  });
  expect(few).toMatch(/^web: one boot, of 66\.3 ms; none failed\./);
  const charts = speak("en", "charts");
  expect(charts("summary", { n: 0, failed: 0, unmeasured: 0 })).toBe("No boot matches.");
  expect(charts("summary", { n: 1, failed: 1, unmeasured: 0 })).toBe("One boot matches; one failed.");
});

test("what boots have in common is named in the reader's language", () => {
  const name = valueNamer(speak("ja", "differs"), reasonNames("ja"), speak("ja", "outcome"));
  expect(name({ attribute: "outcome", value: "partial" })).toBe("一部欠落");
  expect(name({ attribute: "hour", value: "19" })).toBe("19 時台");
  expect(name({ attribute: "reason", value: "slow-hook" })).toBe("遅いフック");
  expect(name({ attribute: "host", value: "vm" })).toBe("vm");
  expect(speak("ja", "boots")("times", { times: "2.1" })).toBe("2.1 倍");
});
