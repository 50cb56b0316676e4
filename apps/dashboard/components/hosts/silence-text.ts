import { useTranslations } from "next-intl";

const HOUR_NS = 3_600_000_000_000n;

type Translate = ReturnType<typeof useTranslations<"hosts">>;

/** How long nothing came, in hours up to two days, in days beyond: "5 hours", "3 days". */
export function silenceNamer(t: Translate): (ns: bigint) => string {
  return (ns) => {
    const hours = Number(ns / HOUR_NS);
    return hours < 48 ? t("hours", { count: hours }) : t("days", { count: Math.floor(hours / 24) });
  };
}

export const useSilence = (): ((ns: bigint) => string) => silenceNamer(useTranslations("hosts"));
