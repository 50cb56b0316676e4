import { compareHref, compareLetter, visibleText, type Boot, type CompareView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { Fragment } from "react";
import { comparedFacts, type ComparedFact } from "./configuration.ts";
import { foldedLines, lineDifference } from "./line-difference.ts";
import { differingTokens, foldedTokens } from "./token-difference.ts";
import { Link } from "../../ui/link.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TableFrame } from "../../ui/table-frame.tsx";

const SIGNS = { same: " ", removed: "−", added: "+" } as const;

/** What became of one configuration in another; nothing where one of them was not readable, or they are the same. */
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
  const names = {
    baseline: compareLetter(baseline),
    candidate: compareLetter(candidate),
    of: configuredAs(boots),
  };
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

/** What to call that which the boots were configured by: where any has no haco file, by what they have in common. */
const configuredAs = (boots: readonly Boot[]) =>
  boots.some(({ oci }) => oci !== undefined) ? "bundle" : "haco";

type ValuesProps = {
  readonly row: ComparedFact;
  readonly boots: readonly Boot[];
  readonly baseline: number;
  /** Whether what is in common is shown as well. */
  readonly isWhole: boolean;
};

/** A fact as each boot has it; of command lines that differ, the words that do. */
function Values({ row: { values, differs, words }, boots, baseline, isWhole }: ValuesProps) {
  const t = useTranslations("compare");
  const marked = differs && words ? differingTokens(words, baseline) : undefined;
  return values.map((value, place) => {
    const own = words?.[place] ?? [];
    const flags = marked?.[place];
    const tokens = flags && !isWhole ? foldedTokens(own, flags) : undefined;
    return (
      <td key={boots[place]?.id} className="code" title={tokens && visibleText(value ?? "", 1000)}>
        {value === undefined ? (
          <span className="dim">—</span>
        ) : tokens ? (
          tokens.map((token, n) =>
            "fold" in token ? (
              // oxlint-disable-next-line react/no-array-index-key -- words repeat, and never move
              <span key={n} className="dim">
                {t("alikeWords", { count: token.fold })}{" "}
              </span>
            ) : token.differs ? (
              // oxlint-disable-next-line react/no-array-index-key -- words repeat, and never move
              <Fragment key={n}>
                <mark>{visibleText(token.text, 300)}</mark>{" "}
              </Fragment>
            ) : (
              `${visibleText(token.text, 300)} `
            ),
          )
        ) : (
          visibleText(value, 300)
        )}
      </td>
    );
  });
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
        <Switch label={t("show")}>
          <Link href={compareHref(differing)} scroll={false} aria-current={shown === undefined}>
            {t("differingFacts")}
          </Link>
          <Link href={compareHref({ ...view, facts: "all" })} scroll={false} aria-current={shown === "all"}>
            {t("allFacts")}
          </Link>
        </Switch>
      </div>
      {rows.length === 0 ? (
        <p className="dim">{t("sameConfiguration")}</p>
      ) : (
        <TableFrame label={t("configuration")}>
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
              {rows.map((row) => (
                <tr key={row.fact} data-differs={row.differs}>
                  <th scope="row">{t(`fact.${row.fact}`, { of: configuredAs(boots) })}</th>
                  <Values row={row} boots={boots} baseline={baseline} isWhole={shown === "all"} />
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
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
