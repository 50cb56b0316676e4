import { InvalidArgumentError, Option, type Command } from "commander";
import { caOption, passwordFileOption } from "./fleet-access.ts";

/** Labels are columns of every row: few, and short. */
const MOST_LABELS = 16;
const MOST_LENGTH = 200;
const LABEL = /^([A-Za-z_][A-Za-z0-9_.-]{0,62})=(.*)$/su;

export type Labels = Readonly<Record<string, string>>;
export type ShipFlags = {
  readonly shipTo?: string;
  readonly shipLabel?: Labels;
  readonly shipPasswordFile?: string;
  readonly shipCa?: string;
};

/** For commander: `name=value`, given several times. */
function labelFlag(given: string, before: Labels = {}): Labels {
  // Of a variable, all in one.
  const labels = { ...before };
  for (const text of given.split(",")) {
    const [, name, value] = LABEL.exec(text.trim()) ?? [];
    if (name === undefined || value === undefined || value === "")
      throw new InvalidArgumentError("give labels such as role=web or role=web,zone=eu-1");
    if (value.length > MOST_LENGTH)
      throw new InvalidArgumentError(`the value of ${name} has more than ${MOST_LENGTH} characters`);
    labels[name] = value;
  }
  if (Object.keys(labels).length > MOST_LABELS)
    throw new InvalidArgumentError(`give no more than ${MOST_LABELS} labels`);
  return labels;
}

export const labelOption = (flag: string, text: string): Option =>
  new Option(`${flag} <name=value>`, text).env("HACOTAKI_SHIP_LABELS").argParser(labelFlag);

/** Beside a collector: boots are shipped by a process of its own. */
export const withShip = (to: Command): Command =>
  to
    .addOption(
      new Option(
        "--ship-to <address>",
        "ship boots to a fleet's ClickHouse, such as clickhouse://shipper@ch.example.org:8123/hacotaki",
      ).env("HACOTAKI_SHIP_TO"),
    )
    .addOption(labelOption("--ship-label", "tell this of the host with each boot shipped"))
    .addOption(passwordFileOption("--ship-password-file"))
    .addOption(caOption("--ship-ca"));

/** As the process that ships is given them. */
export const shipArgs = ({
  shipTo,
  shipLabel = {},
  shipPasswordFile,
  shipCa,
}: ShipFlags): readonly string[] =>
  shipTo === undefined
    ? []
    : [
        ...["--to", shipTo],
        ...Object.entries(shipLabel).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
        ...(shipPasswordFile === undefined ? [] : ["--password-file", shipPasswordFile]),
        ...(shipCa === undefined ? [] : ["--ca", shipCa]),
      ];
