import {
  compareBigints,
  formatDuration,
  hostsHref,
  signalName,
  verdictOf,
  visibleText,
  type Boot,
  type BootProcess,
  type ProcessEnd as End,
} from "@hacotaki/core";
import type { RecordingFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { DurationText } from "../ui/duration.tsx";
import { Facts } from "../ui/facts.tsx";
import { Link } from "../ui/link.tsx";
import { Notice } from "../ui/notice.tsx";
import { TableFrame } from "../ui/table-frame.tsx";

const words = (argv: readonly string[] | undefined) =>
  argv && (
    <code>
      {visibleText(
        argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(" "),
        1000,
      )}
    </code>
  );
const code = (text: string | undefined) => text && <code>{visibleText(text, 500)}</code>;

/** Children under their parents, as far as the parent is known; the rest are roots. */
function treeOf(
  processes: readonly BootProcess[],
): readonly { readonly process: BootProcess; readonly depth: number }[] {
  const byStart = [...processes].sort((a, b) => compareBigints(a.startAt, b.startAt));
  const parentOf = (child: BootProcess) =>
    child.ppid === undefined
      ? undefined
      : byStart.findLast(
          (each) => each !== child && each.tgid === child.ppid && each.startAt <= child.startAt,
        );
  const childrenOf = Map.groupBy(byStart, parentOf);
  const visit = (parent: BootProcess | undefined, depth: number): { process: BootProcess; depth: number }[] =>
    (childrenOf.get(parent) ?? []).flatMap((process) => [{ process, depth }, ...visit(process, depth + 1)]);
  return visit(undefined, 0);
}

function ProcessEnd({ process }: { process: BootProcess }) {
  const t = useTranslations("boot.process");
  if (process.exitAt === undefined) return <span className="dim">{t("unknownEnd")}</span>;
  if (process.exitSignal !== undefined && process.exitSignal !== 0)
    return <span className="bad">{signalName(process.exitSignal)}</span>;
  if (process.exitCode === undefined) return <span className="dim">{t("unknownEnd")}</span>;
  return <span className={process.exitCode === 0 ? "" : "bad"}>{t("code", { code: process.exitCode })}</span>;
}

export function ProcessTree({ boot }: { boot: Boot }) {
  const t = useTranslations("boot.process");
  const lane = useTranslations("lane");
  const more = boot.processCount - boot.processes.length;
  return (
    <>
      <TableFrame>
        <table className="data processes">
          <thead>
            <tr>
              <th scope="col">{t("process")}</th>
              <th scope="col" className="number">
                {t("pid")}
              </th>
              <th scope="col" className="lane-cell">
                {t("lane")}
              </th>
              <th scope="col" className="number">
                {t("starts")}
              </th>
              <th scope="col" className="number">
                {t("life")}
              </th>
              <th scope="col">{t("end")}</th>
            </tr>
          </thead>
          <tbody>
            {treeOf(boot.processes).map(({ process, depth }) => (
              <tr key={`${process.tgid}-${process.startAt}`}>
                <td className="code">
                  <span className="tree" data-depth={Math.min(depth, 8)} />
                  {visibleText(process.execFile ?? process.comm ?? "?", 120)}
                </td>
                <td className="number">{process.tgid ?? "—"}</td>
                <td className="dim lane-cell">{lane(process.lane)}</td>
                <td className="number">
                  <DurationText ns={process.startAt - boot.startAt} />
                </td>
                <td className="number">
                  {process.exitAt === undefined ? (
                    "—"
                  ) : (
                    <DurationText ns={process.exitAt - process.startAt} />
                  )}
                </td>
                <td>
                  <ProcessEnd process={process} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {more > 0 && <p className="dim">{t("more", { count: more })}</p>}
    </>
  );
}

/** Another process's end is not the container's: it is named as what it is. */
function ContainerEnd({ boot }: { boot: Boot }) {
  const t = useTranslations("boot.env");
  const verdict = verdictOf(boot);
  const death =
    verdict.kind === "booting" ? undefined : verdict.kind === "failed" ? verdict.death : verdict.end;
  if (boot.containerTgid === undefined && death !== undefined)
    return (
      <>
        {t("exitOther", {
          process: death.of,
          end: death.end.kind,
          code: death.end.kind === "code" ? death.end.code : 0,
          signal: death.end.kind === "signal" ? signalName(death.end.signal) : "",
        })}
      </>
    );
  if (boot.exitAt === undefined)
    return <>{t(boot.containerTgid === undefined ? "exitUnseen" : "exitRunning")}</>;
  const duration = formatDuration(boot.exitAt - boot.startAt);
  if (boot.exitSignal !== undefined && boot.exitSignal !== 0)
    return <>{t("exitSignal", { signal: signalName(boot.exitSignal), duration })}</>;
  return <>{t("exitCode", { code: boot.exitCode ?? "?", duration })}</>;
}

function EndText({ end }: { end: End }) {
  const t = useTranslations("boot.env");
  if (end.signal !== undefined) return <>{signalName(end.signal)}</>;
  return <>{end.code === undefined ? t("endUnseen") : t("endCode", { code: end.code })}</>;
}

type EnvironmentProps = {
  readonly boot: Boot;
  /** Of a share nothing leads elsewhere. */
  readonly isShared?: boolean;
};

export function Environment({ boot, isShared = false }: EnvironmentProps) {
  const t = useTranslations("boot.env");
  /** The way to the same container elsewhere. */
  const onAll = (by: "host" | "kernel", value: string) => (
    <>
      {visibleText(value)}{" "}
      {!isShared && (
        <Link href={hostsHref({ by, filter: { container: boot.container } })}>{t(`onAll.${by}`)}</Link>
      )}
    </>
  );
  const configured = boot.oci === undefined ? "haco" : "bundle";
  const namespaces =
    boot.namespaces &&
    Object.entries(boot.namespaces)
      .map(([name, inode]) => `${name} ${inode}`)
      .join(", ");
  return (
    <>
      <Facts
        rows={[
          [t("command"), words(boot.command)],
          [t("exit"), <ContainerEnd key="exit" boot={boot} />],
          [t("furthest"), code(boot.furthestPhase)],
          [t("hacoFile", { of: configured }), code(boot.hacoFile)],
          [t("runtime"), boot.oci && visibleText(boot.oci.runtime)],
          [t("engine"), boot.oci?.engine && visibleText(boot.oci.engine)],
          [t("image"), code(boot.oci?.image)],
          [t("containerName"), code(boot.oci?.name)],
          [t("containerId"), code(boot.oci?.containerId)],
          [t("pod"), code(boot.oci?.pod)],
          [t("bundle"), code(boot.oci?.bundle)],
          [t("runtimeExit"), boot.oci?.runtimeExit && <EndText key="runtime" end={boot.oci.runtimeExit} />],
          [t("engineExit"), boot.oci?.engineExit && <EndText key="engine" end={boot.oci.engineExit} />],
          [t("launcher"), words(boot.launcherArgv)],
          [t("cwd"), code(boot.cwd)],
          [t("rootfs"), code(boot.rootfs)],
          [t("cgroup"), code(boot.cgroup)],
          [t("hostname"), code(boot.hostname)],
          [t("host"), boot.hostName === "" ? undefined : onAll("host", boot.hostName)],
          [t("kernel"), boot.kernel && onAll("kernel", boot.kernel)],
          [t("namespaces"), namespaces && <code>{namespaces}</code>],
          [t("container"), t(`nameSource.${boot.containerSource}`)],
          [t("generation"), boot.oci === undefined ? boot.generation : undefined],
          [t("id"), <code key="id">{boot.id}</code>],
          [t("run"), boot.runId === "" ? undefined : <code key="run">{boot.runId}</code>],
        ]}
      />
      {boot.hacoText !== undefined && (
        <details>
          <summary>{t("hacoText", { of: configured })}</summary>
          <pre className="source">
            {boot.hacoText
              .split("\n")
              .slice(0, 2000)
              .map((line) => visibleText(line, 1000))
              .join("\n")}
          </pre>
        </details>
      )}
    </>
  );
}

export function Health({
  boot,
  recording,
  dates,
}: {
  boot: Boot;
  recording: RecordingFacts | undefined;
  dates: Dates;
}) {
  const t = useTranslations("boot.health");
  const loss = useTranslations("boot.loss");
  return (
    <>
      {boot.losses.length > 0 ? (
        <ul>
          {boot.losses.map((reason) => (
            <li key={reason}>{loss(reason)}</li>
          ))}
        </ul>
      ) : (
        <p>{boot.sourceKind === "text" ? t("textOnly") : t("whole")}</p>
      )}
      <p>
        {t(boot.oci ? "startBy.runtime" : `startBy.${boot.startBy}`)} {boot.upBy && t(`upBy.${boot.upBy}`)}
      </p>
      <Facts
        rows={[
          [t("source"), t(`kind.${boot.sourceKind}`)],
          [
            t("lineage"),
            t(boot.oci && boot.lineage === "guessed" ? "lineages.guessedClient" : `lineages.${boot.lineage}`),
          ],
          [t("path"), code(recording?.path)],
          [t("recording"), recording ? wallTimeText(recording.startedAt, dates, "full") : t("noRecording")],
          [t("buildId"), code(recording?.buildId)],
          [t("events"), recording?.events.toLocaleString(dates.locale)],
          [
            t("dropped"),
            recording && (
              <span className={recording.dropped > 0n ? "bad" : ""}>
                {recording.dropped.toLocaleString(dates.locale)}
              </span>
            ),
          ],
        ]}
      />
    </>
  );
}

export function Losses({ boot }: { boot: Boot }) {
  const t = useTranslations("boot.loss");
  if (boot.losses.length === 0) return undefined;
  return (
    <Notice tone="warn" title={t("title")}>
      <p className="losses">{boot.losses.map((loss) => t(loss)).join("; ")}.</p>
    </Notice>
  );
}
