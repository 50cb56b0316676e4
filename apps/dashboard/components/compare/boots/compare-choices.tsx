import { alignmentsOf, compareHref, formatDuration, type Boot, type CompareView } from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { Link } from "../../ui/link.tsx";

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
      <div role="group" aria-label={t("align")}>
        <span className="dim">{t("align")}</span>
        {(["start", "exec", "ready", "wall"] as const).map((align) =>
          alignments.includes(align) ? (
            choice(t(`alignment.${align}`), { align }, view.align === align)
          ) : (
            <span key={align} className="dim" title={t("notAll")}>
              {t(`alignment.${align}`)}
            </span>
          ),
        )}
        <details className="menu">
          <summary className="quiet">
            {view.align.startsWith("phase:") ? view.align.slice("phase:".length) : t("alignment.phase")}
          </summary>
          <div className="menu-body">
            {phases.map((align) => choice(align.slice("phase:".length), { align }, view.align === align))}
          </div>
        </details>
      </div>
      <div role="group" aria-label={t("scale")}>
        <span className="dim">{t("scale")}</span>
        {choice(t("locked"), { scale: "locked" }, view.scale === "locked")}
        {choice(t("own"), { scale: "own" }, view.scale === "own")}
      </div>
      <div role="group" aria-label={t("mode")}>
        <span className="dim">{t("mode")}</span>
        {choice(t("side"), { mode: "side" }, view.mode === "side")}
        {choice(t("overlay"), { mode: "overlay" }, view.mode === "overlay")}
      </div>
      {view.mode === "overlay" && (
        <div role="group" aria-label={t("opacity")}>
          <span className="dim">{t("opacity")}</span>
          {[25, 50, 75, 100].map((opacity) =>
            choice(`${opacity} %`, { opacity }, (view.opacity ?? 100) === opacity),
          )}
        </div>
      )}
      <div role="group" aria-label={t("rows")}>
        <span className="dim">{t("rows")}</span>
        <Link href={compareHref(all)} scroll={false} aria-current={threshold === undefined}>
          {t("allRows")}
        </Link>
        {[0n, 100_000n, 1_000_000n, 10_000_000n].map((least) =>
          choice(
            least === 0n ? t("changed") : t("changedBy", { least: formatDuration(least) }),
            { threshold: least },
            threshold === least,
          ),
        )}
      </div>
    </div>
  );
}
