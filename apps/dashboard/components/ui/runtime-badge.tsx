import { visibleText, type OciFacts } from "@hacotaki/core";
import { useTranslations } from "next-intl";

/** Who booted a container that haconiwa did not: the engine, as its users know it, else the runtime. */
export function RuntimeBadge({ oci }: { oci: OciFacts }) {
  const t = useTranslations("boots");
  const runtime = visibleText(oci.runtime, 24);
  const engine = oci.engine === undefined ? undefined : visibleText(oci.engine, 24);
  const all = engine === undefined ? runtime : `${engine} (${runtime})`;
  return (
    <span className="runtime-badge" title={t("bootedBy", { runtime: all })}>
      {engine ?? runtime}
    </span>
  );
}
