import { visibleText } from "@hacotaki/core";
import type { ShipFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { Facts } from "../ui/facts.tsx";
import { Notice } from "../ui/notice.tsx";

/** A shipper tells of itself every ten seconds, and while nothing is taken once a minute. */
const SILENT_NS = 180_000_000_000n;

type Props = { readonly ship: ShipFacts; readonly now: bigint; readonly dates: Dates };

/** How far boots were shipped to the database of a fleet. */
export function Shipping({ ship, now, dates }: Props) {
  const t = useTranslations("collector.ship");
  const number = (value: number) => value.toLocaleString(dates.locale);
  const isSilent = ship.state !== "stopped" && now - ship.toldAt > SILENT_NS;
  const rows = [
    [t("to"), <code key="to">{visibleText(ship.destination, 300)}</code>],
    [t("state"), t(`states.${isSilent ? "silent" : ship.state}`)],
    [t("waiting"), number(ship.waiting)],
    [t("caughtUp"), wallTimeText(ship.caughtUpAt, dates, "full") ?? t("never")],
    [t("seen"), wallTimeText(ship.toldAt, dates, "full")],
    [t("taken"), number(ship.boots)],
    [t("failures"), number(ship.failures)],
    [t("refused"), number(ship.refused)],
  ] as const;
  return (
    <>
      {ship.state === "waiting" && (
        <Notice tone="warn" title={t("waits")}>
          <p>{visibleText(ship.reason ?? "", 400)}</p>
          <p>{t("waitsHelp")}</p>
        </Notice>
      )}
      {isSilent && (
        <Notice tone="warn">
          <p>{t("silentHelp")}</p>
        </Notice>
      )}
      <Facts rows={rows} />
    </>
  );
}
