import {
  additionStatements,
  derivedStatements,
  onCluster,
  tableStatements,
  tuningStatements,
  updateStatements,
  viewStatement,
  type Layout,
} from "./layout.ts";
import { placeStatements } from "./place.ts";
import { sampleStatements, sampleTuningStatements } from "./sample.ts";
import {
  BOOT,
  BOOT_ARRIVALS,
  BOOT_EVENTS,
  BOOT_EVENTS_TUNING,
  BOOT_NUMBERS_TUNING,
  BOOT_PARTS_TUNING,
  BOOT_TUNING,
  CLOCK_OFFSET,
  CLOCK_OFFSETS,
  HACO_TEXT,
  REVISION,
  RUN_EVENT,
  RUN_EVENT_TUNING,
  START_AT,
} from "./tables.ts";
import { timeStatements } from "./times.ts";
import { viewsOf } from "./views.ts";

/** A step of the tables' form. One that was released is never edited: a change is a step more. */
export type Migration = {
  readonly version: number;
  readonly title: string;
  /** Each may be run again: a step that was broken off begins anew. */
  readonly statements: (layout: Layout) => readonly string[];
};

/** For the last step that changes what they tell: a view keeps the columns that there were when it was made. */
const viewStatements = (layout: Layout) =>
  viewsOf(layout.database).map(([name, query]) => viewStatement(layout, name, query));

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    title: "boots, raw events and haco files",
    statements: (layout) => [BOOT, RUN_EVENT, HACO_TEXT].flatMap((table) => tableStatements(layout, table)),
  },
  {
    version: 2,
    title: "when each boot arrived",
    statements: (layout) => additionStatements(layout, BOOT, BOOT_ARRIVALS),
  },
  {
    version: 3,
    title: "less room, and boots of a container sooner",
    statements: (layout) => [
      ...tuningStatements(layout, BOOT, BOOT_TUNING),
      ...tuningStatements(layout, RUN_EVENT, RUN_EVENT_TUNING),
    ],
  },
  {
    version: 4,
    title: "a sample, for statistics of very many boots",
    statements: sampleStatements,
  },
  {
    version: 5,
    title: "raw events beside their boot",
    statements: (layout) => [
      ...additionStatements(layout, BOOT, BOOT_EVENTS),
      ...tuningStatements(layout, BOOT, BOOT_EVENTS_TUNING),
    ],
  },
  {
    version: 6,
    title: "boots in the order of their beginning, for the first page of very many",
    statements: timeStatements,
  },
  {
    version: 7,
    title: "no instant and no number of a boot twice",
    statements: (layout) => [
      // First of all: from here on nothing is taken of a shipper of before, whose rows would lack the clock's offset.
      ...derivedStatements(layout, BOOT, REVISION),
      ...additionStatements(layout, BOOT, CLOCK_OFFSET),
      ...updateStatements(layout, BOOT, CLOCK_OFFSETS),
      ...derivedStatements(layout, BOOT, START_AT),
      ...tuningStatements(layout, BOOT, BOOT_NUMBERS_TUNING),
      ...viewStatements(layout),
    ],
  },
  {
    version: 8,
    title: "inserts and merges of few boots in few files, and a boot found in fewer places",
    statements: (layout) => tuningStatements(layout, BOOT, BOOT_PARTS_TUNING),
  },
  {
    version: 9,
    title: "where a boot is, by its id, and the sample unpacked sooner",
    statements: (layout) => [...placeStatements(layout), ...sampleTuningStatements(layout)],
  },
];

/** What this version of Hacotaki writes and reads. */
export const SCHEMA_VERSION = Math.max(...MIGRATIONS.map(({ version }) => version));

/** Tells the version on every server, whichever is asked, and needs no table of its own. */
export const versionStatement = (layout: Layout, version: number): string =>
  viewStatement(layout, "schema_version", `SELECT ${version} AS version`);

export const databaseStatement = (layout: Layout): string =>
  `CREATE DATABASE IF NOT EXISTS ${layout.database}${onCluster(layout)}`;
