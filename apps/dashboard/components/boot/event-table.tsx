import { signalName, visibleText, type Boot, type BootEvent } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DurationText } from "../ui/duration.tsx";
import { PagedTable } from "./paged-table.tsx";

/** Facts of one moment share everything but their names. */
const keyOf = (event: BootEvent) =>
  `${event.at}-${event.seq}-${event.kind}-${event.tgid}-${event.kind === "fact" ? event.key : ""}`;

function What({ event }: { event: BootEvent }) {
  const t = useTranslations("boot.event");
  switch (event.kind) {
    case "probe":
      return (
        <>
          {visibleText(event.probe)}{" "}
          <span className="dim">
            {event.args.map((each) => visibleText(each === undefined ? "?" : String(each), 120)).join(", ")}
          </span>
        </>
      );
    case "fork":
      return <>{t("fork", { child: String(event.childTgid) })}</>;
    case "exec":
      return <>{t("exec", { file: visibleText(event.file, 300) })}</>;
    case "exit":
      if (event.signal !== undefined && event.signal !== 0)
        return <>{t("exitSignal", { signal: signalName(event.signal) })}</>;
      return <>{event.code === undefined ? t("exitUnknown") : t("exit", { code: event.code })}</>;
    case "listen":
      return <>{t("listen", { where: `${event.address ?? ""}:${event.port ?? "?"}` })}</>;
    case "fact":
      return <>{t("fact", { key: event.key, value: visibleText(event.value, 120) })}</>;
    case "loss":
      return <>{t("loss", { reason: event.reason })}</>;
  }
}

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
            <What event={event} />
          </td>
          <td className="code dim">
            {event.tgid} {visibleText(event.comm ?? "", 40)}
          </td>
        </tr>
      )}
    </PagedTable>
  );
}
