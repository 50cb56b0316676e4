import {
  bootsHref,
  configuredBy,
  durationText,
  NO_PHASE,
  visibleText,
  withRange,
  type BootFilter,
  type BootsView,
} from "@hacotaki/core";
import { Link } from "./link.tsx";
import { useTranslations } from "next-intl";
import type { Dates } from "../../i18n/wall-time.ts";
import { useReasonName } from "./reason-name.ts";
import { useRangeText } from "./range-text.ts";

type Props = {
  readonly view: BootsView;
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
  readonly dates: Dates;
  /** The page with another filter; the list of boots unless told. */
  readonly hrefOf?: (view: BootsView) => string;
};

const ORDER = [
  "container",
  "host",
  "hostLabel",
  "kernel",
  "outcomes",
  "hacoFile",
  "runtime",
  "engine",
  "image",
  "pod",
  "label",
  "phase",
  "reason",
  "text",
  "minDuration",
  "maxDuration",
  "time",
] as const satisfies readonly (keyof BootFilter)[];

const without = (view: BootsView, part: keyof BootFilter): BootsView => {
  if (part === "time") return withRange(view, {});
  const { [part]: _part, ...rest } = view;
  return rest;
};
const cleared = ({ sort, scale }: BootsView): BootsView => ({
  sort,
  ...(scale === undefined ? {} : { scale }),
  zoom: "all",
});

function withoutBox({ box: _box, ...view }: BootsView): BootsView {
  return { ...view, zoom: "all" };
}

/** What the list is narrowed to, a part at a time, each of which can be taken away. */
export function FilterParts({ view, hosts, dates, hrefOf = bootsHref }: Props) {
  const t = useTranslations("boots");
  const outcome = useTranslations("outcome");
  const reasonName = useReasonName();
  const range = useRangeText(view, dates);
  const words: Readonly<Record<(typeof ORDER)[number], string | undefined>> = {
    container: view.container && `${t("container")}: ${visibleText(view.container, 60)}`,
    host:
      view.host &&
      `${t("host")}: ${visibleText(hosts.find(({ id }) => id === view.host)?.name ?? view.host, 60)}`,
    hostLabel: view.hostLabel && `${t("hostLabel")}: ${visibleText(view.hostLabel, 80)}`,
    kernel: view.kernel && `${t("kernel")}: ${visibleText(view.kernel, 80)}`,
    outcomes: view.outcomes && `${t("outcome")}: ${view.outcomes.map((each) => outcome(each)).join(", ")}`,
    hacoFile:
      view.hacoFile &&
      `${t("hacoFile", { of: configuredBy(view.hacoFile) })}: ${visibleText(view.hacoFile, 80)}`,
    runtime: view.runtime && `${t("runtime")}: ${visibleText(view.runtime, 40)}`,
    engine: view.engine && `${t("engine")}: ${visibleText(view.engine, 40)}`,
    image: view.image && `${t("image")}: ${visibleText(view.image, 80)}`,
    pod: view.pod && `${t("pod")}: ${visibleText(view.pod, 80)}`,
    label: view.label && `${t("label")}: ${visibleText(view.label, 80)}`,
    phase:
      view.phase && `${t("phase")}: ${view.phase === NO_PHASE ? t("noPhase") : visibleText(view.phase, 60)}`,
    reason: view.reason && `${t("reason")}: ${reasonName(view.reason)}`,
    text: view.text && `${t("text")}: ${visibleText(view.text, 60)}`,
    minDuration: view.minDuration === undefined ? undefined : `≥ ${durationText(view.minDuration)}`,
    maxDuration: view.maxDuration === undefined ? undefined : `≤ ${durationText(view.maxDuration)}`,
    time: range && `${t("timeRange")}: ${range}`,
  };
  return (
    <ul className="filter-parts" aria-label={t("narrowedTo")}>
      {ORDER.flatMap((part) => {
        const text = words[part];
        return text === undefined ? (
          []
        ) : (
          <li key={part}>
            <Link href={hrefOf(without(view, part))} scroll={false} aria-label={t("remove", { part: text })}>
              {text} <span aria-hidden="true">×</span>
            </Link>
          </li>
        );
      })}
      {view.box !== undefined && (
        <li>
          <Link href={hrefOf(withoutBox(view))} scroll={false} aria-label={t("remove", { part: t("box") })}>
            {t("box")} <span aria-hidden="true">×</span>
          </Link>
        </li>
      )}
      <li>
        <Link className="clear" href={hrefOf(cleared(view))} scroll={false}>
          {t("reset")}
        </Link>
      </li>
    </ul>
  );
}
