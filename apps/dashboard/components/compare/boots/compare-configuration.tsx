import { compareHref, compareLetter, visibleText, type Boot, type CompareView } from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { comparedFacts } from "./configuration.ts";
import { foldedLines, lineDifference } from "./line-difference.ts";
import { Link } from "../../ui/link.tsx";

const SIGNS = { same: " ", removed: "−", added: "+" } as const;

/** What became of one haco file in another; nothing where one of them was not readable, or they are the same. */
async function HacoDifference({
  boots,
  baseline,
  candidate,
  isWhole,
}: {
  boots: readonly Boot[];
  baseline: number;
  candidate: number;
  /** With all lines that are alike. */
  isWhole: boolean;
}) {
  const t = await getTranslations("compare");
  const [before, after] = [boots[baseline]?.hacoText, boots[candidate]?.hacoText];
  if (before === undefined || after === undefined || before === after) return null;
  const names = { baseline: compareLetter(baseline), candidate: compareLetter(candidate) };
  const lines = lineDifference(before, after);
  if (!lines) return <p className="dim">{t("hacoDiffLong", names)}</p>;
  return (
    <details open={boots.length === 2}>
      <summary>{t("hacoDiff", names)}</summary>
      <pre className="line-diff" tabIndex={0} role="region" aria-label={t("hacoDiff", names)}>
        {(isWhole ? lines : foldedLines(lines)).map((line, place) => (
          // Lines have no identity but their place.
          <span key={place} data-kind={line.kind}>
            {line.kind === "fold"
              ? `⋯ ${t("alike", { count: line.count })}\n`
              : `${SIGNS[line.kind]} ${visibleText(line.text, 500)}\n`}
          </span>
        ))}
      </pre>
    </details>
  );
}

type Props = {
  readonly boots: readonly Boot[];
  /** Place of the baseline. */
  readonly baseline: number;
  readonly view: CompareView;
};

/** What the boots were booted with, beside their time: a table of facts, and their haco files line by line. */
export async function Configuration({ boots, baseline, view }: Props) {
  const t = await getTranslations("compare");
  const { facts: shown, ...differing } = view;
  const facts = comparedFacts(boots);
  const rows = shown === "all" ? facts : facts.filter(({ differs }) => differs);
  return (
    <section className="compare-configuration" id="configuration">
      <h2>{t("configuration")}</h2>
      <div className="compare-choices">
        <div role="group" aria-label={t("show")}>
          <span className="dim">{t("show")}</span>
          <Link href={compareHref(differing)} scroll={false} aria-current={shown === undefined}>
            {t("differingFacts")}
          </Link>
          <Link href={compareHref({ ...view, facts: "all" })} scroll={false} aria-current={shown === "all"}>
            {t("allFacts")}
          </Link>
        </div>
      </div>
      {rows.length === 0 ? (
        <p className="dim">{t("sameConfiguration")}</p>
      ) : (
        <div className="scroller" tabIndex={0} role="region" aria-label={t("configuration")}>
          <table className="data compare-facts">
            <thead>
              <tr>
                <th scope="col">{t("fact.name")}</th>
                {boots.map(({ id }, place) => (
                  <th key={id} scope="col">
                    {compareLetter(place)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ fact, values, differs }) => (
                <tr key={fact} data-differs={differs}>
                  <th scope="row">{t(`fact.${fact}`)}</th>
                  {values.map((value, place) => (
                    <td key={boots[place]?.id} className="code">
                      {value === undefined ? <span className="dim">—</span> : visibleText(value, 300)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {boots.map(
        ({ id }, candidate) =>
          candidate !== baseline && (
            <HacoDifference
              key={id}
              boots={boots}
              baseline={baseline}
              candidate={candidate}
              isWhole={shown === "all"}
            />
          ),
      )}
    </section>
  );
}
