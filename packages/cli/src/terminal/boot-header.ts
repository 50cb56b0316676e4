import { visibleText, type Boot } from "@hacotaki/core";
import { outcomeText } from "./outcome.ts";
import type { Paint } from "./paint.ts";
import { summaryOf } from "./summary-sentence.ts";
import type { Terminal } from "./terminal.ts";
import { localTime } from "./wall-time.ts";
import { truncate, wrap } from "./width.ts";

/** Worth a word only where the processes were not linked by what the kernel saw. */
const LINEAGES: Readonly<Record<Boot["lineage"], readonly string[]>> = {
  lineage: [],
  hpid: ["linked by hpid"],
  guessed: ["linked by order and time (guessed)"],
};

/** Who booted it. */
const builderOf = ({ oci, generation }: Boot): readonly string[] =>
  oci === undefined
    ? [`haconiwa ${generation}`]
    : [visibleText(oci.engine === undefined ? oci.runtime : `${oci.engine} (${oci.runtime})`, 60)];

/** What an engine or an OCI runtime calls it, beyond the name that it is held against others by. */
const namesOf = ({ container, oci }: Boot): readonly string[] =>
  oci === undefined
    ? []
    : [
        ...(oci.name === undefined || oci.name === container ? [] : [`named ${visibleText(oci.name, 60)}`]),
        ...(oci.image === undefined || oci.image === container
          ? []
          : [`image ${visibleText(oci.image, 80)}`]),
        ...(oci.containerId === undefined || oci.containerId === container
          ? []
          : [`id ${visibleText(oci.containerId, 64).slice(0, 12)}`]),
      ];

/** What and when a boot was, then its summary. */
export function bootHeader(boot: Boot, terminal: Terminal, paint: Paint): string[] {
  const name = visibleText(boot.container, 120);
  const facts = [
    boot.id,
    ...(boot.wallTime === undefined ? [] : [localTime(boot.wallTime, { withZone: true })]),
    `host ${visibleText(boot.hostName, 60)}`,
    ...builderOf(boot),
    ...LINEAGES[boot.lineage],
  ];
  const { hostname } = boot;
  const where = [
    ...namesOf(boot),
    ...(hostname === undefined || hostname === boot.container
      ? []
      : [`host name inside ${visibleText(hostname, 60)}`]),
    ...(boot.hacoFile === undefined
      ? []
      : [`${boot.oci === undefined ? "haco file" : "configuration"} ${visibleText(boot.hacoFile, 200)}`]),
    ...(boot.command === undefined ? [] : [`command ${visibleText(boot.command.join(" "), 200)}`]),
  ];
  return [
    `${paint.bold(truncate(name, terminal.columns - 14))}  ${paint.outcome(boot.outcome, outcomeText(boot.outcome, terminal))}`,
    ...[facts, where].flatMap((parts) =>
      parts.length === 0 ? [] : [paint.dim(truncate(parts.join(" · "), terminal.columns))],
    ),
    "",
    ...summaryOf(boot).flatMap((line) => wrap(line, terminal.columns)),
  ];
}
