import { WAIT_PART_KINDS, type Group, type ShownDetail } from "@hacotaki/core";
import { useTranslations } from "next-intl";

type Props = {
  readonly groups: readonly Group[];
  /** What is known of the inside of spans: its signs are explained where there are any. */
  readonly detail?: ShownDetail | undefined;
};

/** What stands for calls, and for the time before any were seen. */
function InsideSigns({ detail }: Pick<Props, "detail">) {
  const t = useTranslations("waterfall");
  return (
    <>
      {detail?.spans.some(({ calls, helpers }) => calls + helpers > 0) === true && (
        <li>
          <svg width="24" height="14" aria-hidden="true" className="wf-part g-filesystem">
            <rect className="bar" x="1" y="4" width="22" height="6" />
          </svg>{" "}
          {t("legendPart")}
        </li>
      )}
      {detail?.seenFrom !== undefined && (
        <li>
          <svg width="24" height="14" aria-hidden="true" className="unseen">
            <rect x="1" y="0" width="22" height="14" fill="url(#hatch)" />
          </svg>{" "}
          {t("legendUnseen")}
        </li>
      )}
    </>
  );
}

/** The strip along a bar, colour by colour. */
function States() {
  const t = useTranslations("waterfall");
  const inside = useTranslations("inside");
  return (
    <>
      <p>{t("legendStates")}</p>
      <ul>
        {WAIT_PART_KINDS.map((kind) => (
          <li key={kind}>
            <span className={`state-swatch state-${kind}`} /> {inside(`state.${kind}`)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Every sign on the chart, explained. */
export function Legend({ groups, detail }: Props) {
  const t = useTranslations("waterfall");
  const group = useTranslations("group");
  const signs = [
    ["legendMark", <path key="mark" className="mark" d="M12 1l5 6-5 6-5-6z" />],
    ["legendExec", <line key="exec" className="flag-exec-line" x1="12" x2="12" y1="0" y2="14" />],
    ["legendReady", <line key="ready" className="flag-ready-line" x1="12" x2="12" y1="0" y2="14" />],
    [
      "legendOpen",
      <rect
        key="open"
        className="g-filesystem"
        x="1"
        y="2"
        width="22"
        height="10"
        fill="url(#fade-filesystem)"
      />,
    ],
    [
      "legendFailed",
      <g key="failed">
        <rect x="1" y="2" width="16" height="10" fill="url(#hatch-failed)" />
        <path className="death" d="M13 2l9 10M22 2l-9 10" />
      </g>,
    ],
    ["legendHatched", <rect key="hatched" x="1" y="2" width="22" height="10" fill="url(#hatch)" />],
    [
      "legendBeside",
      <rect key="beside" className="g-supervise bar beside" x="1" y="4.5" width="22" height="5" />,
    ],
    [
      "legendUsual",
      <g key="usual" className="usual">
        <line x1="1" x2="22" y1="7" y2="7" />
        <line x1="22" x2="22" y1="4" y2="10" />
        <rect x="1" y="5" width="11" height="4" />
      </g>,
    ],
    [
      "legendWait",
      <g key="wait" className="waits">
        <line x1="12" x2="12" y1="0" y2="9" />
        <path d="M8.5 8l3.5 6 3.5-6z" />
      </g>,
    ],
    [
      "legendBlamed",
      <g key="blamed" className="g-limits" data-blamed="true">
        <rect className="bar" x="2" y="2" width="20" height="10" />
      </g>,
    ],
    ["legendLife", <line key="life" className="life" x1="1" x2="23" y1="7" y2="7" />],
  ] as const;
  return (
    <details className="legend">
      <summary>{t("legend")}</summary>
      <ul>
        {groups.map((each) => (
          <li key={each} className={`g-${each}`}>
            <span className="swatch" /> {group(each)}
          </li>
        ))}
        {signs.map(([key, sign]) => (
          <li key={key}>
            <svg width="24" height="14" aria-hidden="true">
              {sign}
            </svg>{" "}
            {t(key)}
          </li>
        ))}
        <InsideSigns detail={detail} />
      </ul>
      {detail?.spans.some(({ parts }) => parts.length > 0) === true && <States />}
    </details>
  );
}
