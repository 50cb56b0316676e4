import { alignmentsOf, compareHref, type Boot, type CompareView } from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { roundLabel } from "../../../charts/duration-axis/layout.ts";
import { Link } from "../../ui/link.tsx";
import { NoChoice, Switch } from "../../ui/switch.tsx";

/** Choices as links: each is an address, and works without script. */
export async function Choices({
  view,
  boots,
  baseline,
}: {
  view: CompareView;
  boots: readonly Boot[];
  baseline: number;
}) {
  const t = await getTranslations("compare");
  const alignments = alignmentsOf(boots, baseline);
  const { zoom: _, ...unzoomed } = view;
  const phases = alignments.filter((alignment) => alignment.startsWith("phase:"));
  const choice = (label: string, next: Partial<CompareView>, isChosen: boolean) => (
    <Link key={label} href={compareHref({ ...unzoomed, ...next })} scroll={false} aria-current={isChosen}>
      {label}
    </Link>
  );
  const { threshold, ...all } = unzoomed;
  return (
    <div className="compare-choices">
      <Switch label={t("align")}>
        {(["start", "exec", "ready", "wall"] as const).map((align) =>
          alignments.includes(align) ? (
            choice(t(`alignment.${align}`), { align }, view.align === align)
          ) : (
            <NoChoice key={align} why={t("notAll")}>
              {t(`alignment.${align}`)}
            </NoChoice>
          ),
        )}
        <details className="menu">
          <summary data-chosen={view.align.startsWith("phase:")}>
            {view.align.startsWith("phase:") ? view.align.slice("phase:".length) : t("alignment.phase")}
          </summary>
          <div className="menu-body">
            {phases.map((align) => choice(align.slice("phase:".length), { align }, view.align === align))}
          </div>
        </details>
      </Switch>
      <Switch label={t("scale")}>
        {choice(t("locked"), { scale: "locked" }, view.scale === "locked")}
        {choice(t("own"), { scale: "own" }, view.scale === "own")}
      </Switch>
      <Switch label={t("mode")}>
        {choice(t("side"), { mode: "side" }, view.mode === "side")}
        {choice(t("overlay"), { mode: "overlay" }, view.mode === "overlay")}
      </Switch>
      {view.mode === "overlay" && (
        <Switch label={t("opacity")}>
          {[25, 50, 75, 100].map((opacity) =>
            choice(`${opacity} %`, { opacity }, (view.opacity ?? 100) === opacity),
          )}
        </Switch>
      )}
      <Switch label={t("rows")}>
        <Link href={compareHref(all)} scroll={false} aria-current={threshold === undefined}>
          {t("allRows")}
        </Link>
        {[0n, 100_000n, 1_000_000n, 10_000_000n].map((least) =>
          choice(
            least === 0n ? t("changed") : t("changedBy", { least: roundLabel(Number(least)) }),
            { threshold: least },
            threshold === least,
          ),
        )}
      </Switch>
    </div>
  );
}
