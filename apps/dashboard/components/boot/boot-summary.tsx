import type { Boot, Population } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { bootSentence } from "./boot-sentence.ts";
import { useSpanName } from "../ui/span-name.ts";

export function BootSummaryText({ boot, population }: { boot: Boot; population: Population | undefined }) {
  return <>{bootSentence(useTranslations("boot"), useSpanName(), boot, population)}</>;
}
