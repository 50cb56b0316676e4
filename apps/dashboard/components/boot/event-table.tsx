import { shownEvent, visibleText, type Boot, type BootEvent } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DurationText } from "../ui/duration.tsx";
import { EventWords } from "../ui/event-words.tsx";
import { PagedTable } from "./paged-table.tsx";

/** Facts of one moment share everything but their names. */
const keyOf = (event: BootEvent) =>
  `${event.at}-${event.seq}-${event.kind}-${event.tgid}-${event.kind === "fact" ? event.key : ""}`;

type Props = { readonly boot: Boot; readonly events: readonly BootEvent[]; readonly below: ReactNode };

/** What the kernel said, in its order, a page of it: `below` leads on. */
export function EventTable({ boot, events, below }: Props) {
  const t = useTranslations("boot.eventTable");
  return (
    <PagedTable
      heads={[{ label: t("at"), isNumber: true }, { label: t("what") }, { label: t("process") }]}
      rows={events}
      below={below}
    >
      {(event) => (
        <tr key={keyOf(event)}>
          <td className="number">
            <DurationText ns={event.at - boot.startAt} />
          </td>
          <td className="code">
            <EventWords event={shownEvent(event)} />
          </td>
          <td className="code dim">
            {event.tgid} {visibleText(event.comm ?? "", 40)}
          </td>
        </tr>
      )}
    </PagedTable>
  );
}
