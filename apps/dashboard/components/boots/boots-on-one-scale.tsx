import type { BootSummary } from "@hacotaki/core";
import { layoutMini } from "../../charts/mini-waterfall/layout.ts";
import { MiniWaterfall } from "../../charts/mini-waterfall/mini-waterfall.tsx";
import { sharedScale } from "../../charts/mini-waterfall/scale.ts";
import type { Dates } from "../../i18n/wall-time.ts";
import { Still } from "../ui/still.tsx";
import { BootRow } from "./boot-row.tsx";
import { BootsTable } from "./boots-table.tsx";

type Props = {
  readonly boots: readonly BootSummary[];
  readonly dates: Dates;
  readonly isPinned?: boolean;
};

function Rows({ boots, dates, isPinned = false }: Props) {
  const scale = sharedScale(boots);
  return (
    <BootsTable scale={scale}>
      {boots.map((boot, index) => (
        <BootRow
          key={boot.id}
          {...{ boot, index, dates, isPinned }}
          chart={<MiniWaterfall geometry={layoutMini(boot, scale, undefined)} />}
          nowNs={undefined}
        />
      ))}
    </BootsTable>
  );
}

/** A few boots in the order given, at rest and on one time scale. */
export function BootsOnOneScale(props: Props) {
  // One on its way may turn out to be stuck.
  if (props.boots.some(({ outcome }) => outcome === "booting")) return <Rows {...props} />;
  return (
    <Still>
      <Rows {...props} />
    </Still>
  );
}
