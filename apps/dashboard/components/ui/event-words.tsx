import { formatDuration, signalName, visibleText, type ShownEvent } from "@hacotaki/core";
import { useTranslations } from "next-intl";

/** What an event says, in the reader's words. */
export function EventWords({ event }: { readonly event: ShownEvent }) {
  const t = useTranslations("event");
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
    case "syscall":
      return (
        <>
          {visibleText(event.name, 60)} <span className="dim">{visibleText(event.told.join(", "), 200)}</span>{" "}
          {event.when === "enter" ? t("begins") : `= ${event.result ?? "?"}`}
        </>
      );
    case "cgroup":
      return <>{t("cgroup", { action: event.action, path: visibleText(event.path, 200) })}</>;
    case "wait":
      return (
        <>
          {t("wait", { left: event.left, duration: formatDuration(event.duration) })}{" "}
          <span className="dim">{visibleText(event.frame ?? "", 80)}</span>
        </>
      );
    case "fact":
      return <>{t("fact", { key: event.key, value: visibleText(event.value, 120) })}</>;
    case "loss":
      return <>{t("loss", { reason: event.reason })}</>;
  }
}
