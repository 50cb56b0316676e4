import type { ContainerBin, ContainerReport, Group } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { layoutStack } from "../../charts/stack/layout.ts";
import { StackChart } from "../../charts/stack/stack.tsx";
import { StretchTable } from "./stretch-table.tsx";
import { durationWords, type Stretches } from "./stretches.ts";
import { useSpanName } from "../ui/span-name.ts";
import { Explained } from "../ui/explained.tsx";

type Props = {
  readonly stretches: Stretches;
  readonly spans: ContainerReport["spans"];
  /** Drawn over the chart, and below it. */
  readonly marks: ReactNode;
  readonly axis: ReactNode;
};
/** Spans that are named of a bin: those that took longest. */
const NAMED = 3;

type TableProps = Pick<Props, "stretches"> & { readonly path: Props["spans"] };

function StackTable({ stretches, path }: TableProps) {
  const spanName = useSpanName();
  const t = useTranslations("container");
  return (
    <StretchTable
      summary={t("stackTable")}
      stretches={stretches}
      heads={path.map(({ slug, label, group }) => (
        <th key={slug} scope="col" className={`number g-${group}`}>
          <span className="swatch" />
          {spanName(label)}
        </th>
      ))}
      cells={(bin) =>
        path.map(({ slug }) => {
          const span = bin.spans.find((each) => each.slug === slug);
          return { text: span ? durationWords(span.p50) : "—", isNumber: true };
        })
      }
    />
  );
}

/** What boots took their time for, over time; nothing where no span is measured. */
export function StackSection({ stretches, spans, marks, axis }: Props) {
  const spanName = useSpanName();
  const t = useTranslations("container");
  const group = useTranslations("group");
  const { bins, range, when, href } = stretches;
  const facts = new Map(spans.map((span) => [span.slug, span]));
  const stack = layoutStack(bins, range, (slug): Group => facts.get(slug)?.group ?? "unattributed");
  if (stack.columns.length === 0) return undefined;
  const path = spans.filter(
    ({ onPath, slug }) =>
      onPath && bins.some((bin) => bin.n > 0 && bin.spans.some((span) => span.slug === slug)),
  );
  const longest = (bin: ContainerBin) =>
    bin.spans
      .toSorted((a, b) => b.p50 - a.p50)
      .slice(0, NAMED)
      .map(({ slug, p50 }) => `${spanName(facts.get(slug)?.label ?? slug)} ${durationWords(p50)}`)
      .join(", ");
  return (
    <section aria-labelledby="stack-title">
      <h2 id="stack-title">{t("stack")}</h2>
      <Explained topic="bands" of={t("stack")} />
      <p className="chart-note">{t("stackNote")}</p>
      <ul className="chart-legend">
        {[...new Set(path.map((span) => span.group))].map((each) => (
          <li key={each} className={`g-${each}`}>
            <span className="swatch" />
            {group(each)}
          </li>
        ))}
      </ul>
      <StackChart
        geometry={stack}
        href={href}
        name={(bin) => t("stackBin", { when: when(bin), count: bin.n, spans: longest(bin) })}
      >
        {marks}
      </StackChart>
      {axis}
      <StackTable {...{ stretches, path }} />
    </section>
  );
}
