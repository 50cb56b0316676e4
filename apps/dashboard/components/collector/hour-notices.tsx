import { clockSteps, formatDuration, restartsIn, type CollectorSample } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { Notice } from "../ui/notice.tsx";
import { hourText } from "./hour-text.ts";

type Props = { readonly samples: readonly CollectorSample[]; readonly dates: Dates };

/** A commit that came so late is not a busy moment any more. */
const LATE_NS = 1_000_000_000;

const total = (samples: readonly CollectorSample[], of: "limited" | "dropped") =>
  samples.reduce((sum, sample) => sum + sample[of], 0);

/** What went wrong in the last hour, each with what helps. */
export function HourNotices({ samples, dates }: Props) {
  const t = useTranslations("hour");
  const count = (value: number) => hourText(value, "count", dates.locale);
  const when = (at: bigint) => wallTimeText(at, dates, "time") ?? "";
  const limited = samples.filter((sample) => sample.limited > 0);
  const [first, last] = [limited[0], limited.at(-1)];
  const late = samples.filter(({ lagMost = 0 }) => lagMost > LATE_NS);
  const waiting = samples.at(-1)?.waiting ?? 0;
  const [step] = clockSteps(samples).slice(-1);
  const restarts = restartsIn(samples);
  const latest = late.reduce((worst, { lagMost = 0 }) => Math.max(worst, lagMost), 0);
  const words = [
    first && last
      ? t("flood", {
          count: count(total(samples, "limited")),
          since: when(first.at - first.length),
          until: when(last.at),
        })
      : undefined,
    waiting > 0 ? t("waiting", { count: count(waiting) }) : undefined,
    late.length > 0
      ? t("late", { lag: formatDuration(BigInt(Math.round(latest))), when: when(late.at(-1)?.at ?? 0n) })
      : undefined,
    step
      ? t(step.by > 0n ? "stepForward" : "stepBack", {
          by: formatDuration(step.by > 0n ? step.by : -step.by),
          when: when(step.at),
        })
      : undefined,
    restarts > 0 ? t("restarts", { count: restarts }) : undefined,
  ].filter((text) => text !== undefined);
  return words.map((text) => (
    <Notice key={text} tone="warn">
      <p>{text}</p>
    </Notice>
  ));
}
