import {
  compareLetter,
  formatDuration,
  formatFraction,
  headlineDuration,
  pairVerdict,
  UP_TO_START,
  visibleText,
  type ComparedBoots,
} from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { spanNamer } from "../../ui/span-name.ts";

/** One sentence a pair: who is slower, by how much, and where. */
export async function Verdict({
  compared,
  baseline,
  candidate,
}: {
  compared: ComparedBoots;
  baseline: number;
  candidate: number;
}) {
  if (compared.upTo === UP_TO_START) return undefined;
  const t = await getTranslations("compare");
  const spanName = spanNamer(await getTranslations("spanNames"));
  const { delta, main, share } = pairVerdict(compared, baseline, candidate);
  const names = { candidate: compareLetter(candidate), baseline: compareLetter(baseline) };
  const size = headlineDuration(delta < 0n ? -delta : delta);
  const text =
    delta === 0n ? t("same", names) : t(delta > 0n ? "slower" : "faster", { ...names, delta: size });
  const where =
    main && share !== undefined
      ? share <= 1
        ? t("where", { share: formatFraction(share), span: spanName(main.row.label) })
        : t("mostly", {
            span: spanName(main.row.label),
            delta: formatDuration(main.delta < 0n ? -main.delta : main.delta),
          })
      : "";
  return (
    <p className="summary" title={`${text}${where && ` ${where}`}`}>
      {compared.upTo !== undefined && `${t("until", { pass: visibleText(compared.upTo, 80) })} `}
      {text}
      {where && ` ${where}`}
    </p>
  );
}
