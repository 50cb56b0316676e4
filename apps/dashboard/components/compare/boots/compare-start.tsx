import {
  bootDuration,
  MAX_COMPARED,
  visibleText,
  type Baseline,
  type BootId,
  type BootSummary,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { notebook, readDatabase } from "../../../bridge/page.ts";
import { visitorDates } from "../../../i18n/visitor-dates.ts";
import { wallTimeText, type Dates } from "../../../i18n/wall-time.ts";
import { DurationText } from "../../ui/duration.tsx";
import { Field } from "../../ui/field.tsx";
import { OutcomeBadge } from "../../ui/outcome.tsx";
import { paletteAnswer } from "../../ui/palette-answer.ts";

const RECENT = 8;
const MOST_PINNED = 12;

type Offered = Pick<BootSummary, "id" | "container" | "outcome" | "wallTime"> & {
  readonly durationNs?: bigint;
  /** What it was kept under. */
  readonly name?: string;
};

const offered = (boot: BootSummary): Offered => {
  const durationNs = bootDuration(boot);
  return {
    id: boot.id,
    container: boot.container,
    outcome: boot.outcome,
    ...(boot.wallTime === undefined ? {} : { wallTime: boot.wallTime }),
    ...(durationNs === undefined ? {} : { durationNs }),
  };
};

async function load(
  reader: StoreReader,
  chosen: readonly BootId[],
  sought: string,
  pinned: readonly BootId[],
  baselines: readonly Baseline[],
) {
  const named = baselines.flatMap(({ name, of }) => (of.kind === "boot" ? [{ name, id: of.id }] : []));
  const [own, found, recent, pins, kept] = await Promise.all([
    reader.findBoots(chosen),
    sought === "" ? undefined : paletteAnswer(reader, sought),
    reader.listBoots({ filter: {}, limit: RECENT }),
    reader.findBoots(pinned),
    reader.findBoots(named.map(({ id }) => id)),
  ]);
  const nameOf = new Map(named.map(({ name, id }) => [id, name]));
  return {
    chosen: own.map(offered),
    found: found?.boots ?? [],
    recent: recent.boots.map(offered),
    pinned: pins.map(offered),
    kept: kept.map((boot) => ({ ...offered(boot), name: nameOf.get(boot.id) ?? "" })),
  };
}

type Loaded = Awaited<ReturnType<typeof load>>;
const SECTIONS = ["chosen", "found", "pinned", "kept", "recent"] as const satisfies readonly (keyof Loaded)[];

/** Every boot once, where it is offered first. */
function withoutRepeats(loaded: Loaded): readonly { name: keyof Loaded; boots: readonly Offered[] }[] {
  const seen = new Set<BootId>();
  return SECTIONS.map((name) => ({
    name,
    boots: loaded[name].filter(({ id }) => !seen.has(id) && seen.add(id)),
  }));
}

function Section({ name, boots, dates }: { name: keyof Loaded; boots: readonly Offered[]; dates: Dates }) {
  const t = useTranslations("compare");
  if (boots.length === 0) return undefined;
  return (
    <fieldset className="compare-offered">
      <legend>{t(`start.${name}`)}</legend>
      {boots.map((boot) => (
        <label key={boot.id}>
          <input
            type="checkbox"
            name="boots"
            value={boot.id}
            defaultChecked={name === "chosen"}
            autoComplete="off"
          />{" "}
          <span className="compare-who">
            {boot.name !== undefined && <strong>{visibleText(boot.name, 60)} </strong>}
            {visibleText(boot.container, 60)}
          </span>{" "}
          <OutcomeBadge outcome={boot.outcome} />{" "}
          <span className="number">
            {boot.durationNs !== undefined && <DurationText ns={boot.durationNs} />}
          </span>{" "}
          <span className="dim compare-when">
            {wallTimeText(boot.wallTime, dates, "full")} <code>{boot.id.slice(0, 8)}</code>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

type Props = { readonly chosen: readonly BootId[]; readonly sought: string };

/** Boots to tick and compare: those chosen so far, found, pinned, kept and recent ones. One form, which needs no script. */
export async function CompareStart({ chosen, sought }: Props) {
  const kept = notebook().read((own) => ({ baselines: own.baselines(), pins: own.pins() }));
  const pinned = (kept?.pins ?? []).slice(0, MOST_PINNED).map(({ bootId }) => bootId);
  const [result, t, dates] = await Promise.all([
    readDatabase((reader) => load(reader, chosen, sought, pinned, kept?.baselines ?? [])),
    getTranslations("compare"),
    visitorDates(),
  ]);
  // What holds it says why there is nothing to read.
  if (result.kind !== "read") return undefined;
  const sections = withoutRepeats(result.value);
  return (
    <form method="get" action="/compare" className="compare-start">
      <div className="compare-seek" role="search">
        <Field label={t("start.search")}>
          <input name="find" type="search" defaultValue={sought} maxLength={100} size={28} />
        </Field>
        <button className="button">{t("find")}</button>
      </div>
      {sought !== "" && result.value.found.length === 0 && (
        <p className="dim" role="status">
          {t("noneFound")}
        </p>
      )}
      <div className="compare-offers">
        {sections.map((section) => (
          <Section key={section.name} {...section} dates={dates} />
        ))}
      </div>
      <p className="compare-go">
        <button className="button" data-primary="" name="find" value="">
          {t("start.compare")}
        </button>{" "}
        <span className="dim">{t("start.howMany", { most: MAX_COMPARED })}</span>
      </p>
    </form>
  );
}
