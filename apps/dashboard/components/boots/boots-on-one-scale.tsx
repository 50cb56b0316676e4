import { packBoots, type BootSummary } from "@hacotaki/core";
import type { Dates } from "../../i18n/wall-time.ts";
import { BootsAtRest } from "./boots-at-rest.tsx";

type Props = {
  readonly boots: readonly BootSummary[];
  readonly dates: Dates;
  readonly isPinned?: boolean;
};

/** A few boots in the order given, at rest and on one time scale. */
export const BootsOnOneScale = ({ boots, dates, isPinned = false }: Props) => (
  <BootsAtRest packed={packBoots({ boots, revision: 0n })} {...{ dates, isPinned }} />
);
