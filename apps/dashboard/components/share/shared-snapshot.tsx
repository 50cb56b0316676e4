import type { SharePart, ShareSnapshot } from "@hacotaki/core";
import type { Dates } from "../../i18n/wall-time.ts";
import { SharedBaseline } from "./shared-baseline.tsx";
import { SharedBootView } from "./shared-boot.tsx";
import { SharedCohorts } from "./shared-cohorts.tsx";
import { SharedComparison } from "./shared-comparison.tsx";

type Props = {
  readonly snapshot: ShareSnapshot;
  readonly parts: readonly SharePart[];
  readonly dates: Dates;
};

/** What a share shows: the very same in its preview. Made by the server alone, of the snapshot alone. */
export function SharedSnapshot({ snapshot, parts, dates }: Props) {
  switch (snapshot.kind) {
    case "boot":
      return <SharedBootView shared={snapshot.shared} parts={parts} dates={dates} />;
    case "comparison":
      return <SharedComparison boots={snapshot.boots} baseline={snapshot.baseline} dates={dates} />;
    case "cohorts":
      return <SharedCohorts snapshot={snapshot} dates={dates} />;
    case "baseline":
      return (
        <SharedBaseline
          name={snapshot.name}
          note={snapshot.note}
          boots={snapshot.boots}
          measures={snapshot.measures}
        />
      );
  }
}
