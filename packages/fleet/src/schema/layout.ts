/** Where the tables are: a database of one server, or of every server of a cluster. */
export type Layout = { readonly database: string; readonly cluster?: string };

export type Table = {
  readonly name: string;
  /** Columns and indexes. */
  readonly body: string;
  /** In order; versions of a row agree in it. */
  readonly key: string;
  readonly engine: string;
  /** Arguments of the engine. */
  readonly replacedBy: string;
  readonly settings?: string;
  /** What decides on the server of a cluster: all versions of a row go to one. */
  readonly shard: string;
};

export const onCluster = ({ cluster }: Layout): string =>
  cluster === undefined ? "" : ` ON CLUSTER ${cluster}`;

/** The tables of a cluster that a statement is for: what holds its rows, on each server, and the one over all of them. */
const heldBy = ({ cluster }: Layout, name: string) => (cluster === undefined ? name : `${name}_local`);
const tablesOf = (layout: Layout, name: string) => [...new Set([heldBy(layout, name), name])];

const settingsOf = ({ settings }: Table) => (settings === undefined ? "" : ` SETTINGS ${settings}`);

/** A table, or on a cluster its replicated parts and the table over all of them. */
export function tableStatements(layout: Layout, table: Table): readonly string[] {
  const { database, cluster } = layout;
  const { name, body, key, engine, replacedBy, shard } = table;
  if (cluster === undefined)
    return [
      `CREATE TABLE IF NOT EXISTS ${database}.${name} (\n${body}\n) ENGINE = ${engine}(${replacedBy}) ORDER BY ${key}${settingsOf(table)}`,
    ];
  const local = `${name}_local`;
  const path = `'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'`;
  return [
    `CREATE TABLE IF NOT EXISTS ${database}.${local}${onCluster(layout)} (\n${body}\n) ENGINE = Replicated${engine}(${[path, replacedBy].filter((each) => each !== "").join(", ")}) ORDER BY ${key}${settingsOf(table)}`,
    `CREATE TABLE IF NOT EXISTS ${database}.${name}${onCluster(layout)} AS ${database}.${local} ENGINE = Distributed(${cluster}, ${database}, ${local}, ${shard})`,
  ];
}

/** What a table has of the rows of another: its columns as they are chosen, and of which rows, by the table's name. */
type Fed = {
  readonly view: string;
  readonly from: Table;
  readonly columns: readonly string[];
  readonly chosen: readonly string[];
  readonly where?: (table: string) => string;
};

/** A table with what another one holds, and whatever comes to it from then on. A row that both bring is one, by its key. */
export function fedStatements(
  layout: Layout,
  table: Table,
  { view, from, columns, chosen, where }: Fed,
): readonly string[] {
  const { database } = layout;
  const rowsOf = (source: string) =>
    `SELECT ${chosen.join(", ")} FROM ${source}${where === undefined ? "" : ` WHERE ${where(source)}`}`;
  const held = ({ name }: Table) => `${database}.${heldBy(layout, name)}`;
  return [
    ...tableStatements(layout, table),
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.${view}${onCluster(layout)} TO ${held(table)} AS ${rowsOf(held(from))}`,
    `INSERT INTO ${database}.${table.name} (${columns.join(", ")}) ${rowsOf(`${database}.${from.name}`)}`,
  ];
}

/** What a later version adds to a table: columns with their definitions, and indexes. Rows of before get it, too. */
export type Addition = {
  readonly columns: readonly (readonly [name: string, definition: string])[];
  readonly indexes?: readonly (readonly [name: string, definition: string])[];
};

/** Of a cluster's table over all servers, columns alone. Each may be run again. */
export function additionStatements(
  layout: Layout,
  { name }: Table,
  { columns, indexes = [] }: Addition,
): readonly string[] {
  const { database, cluster } = layout;
  const altered = (table: string) => `ALTER TABLE ${database}.${table}${onCluster(layout)}`;
  const held = heldBy(layout, name);
  const added = columns.map(([column, definition]) => `ADD COLUMN IF NOT EXISTS ${column} ${definition}`);
  const indexed = indexes.map(([index, definition]) => `ADD INDEX IF NOT EXISTS ${index} ${definition}`);
  return [
    `${altered(held)} ${[...added, ...indexed].join(", ")}`,
    ...(cluster === undefined ? [] : [`${altered(name)} ${added.join(", ")}`]),
    // A default that is not a constant is worked out anew at each reading, until it is written.
    ...columns
      .filter(([, definition]) => definition.includes(" DEFAULT "))
      .map(([column]) => `${altered(held)} MATERIALIZE COLUMN ${column} SETTINGS mutations_sync = 2`),
    ...indexes.map(([index]) => `${altered(held)} MATERIALIZE INDEX ${index} SETTINGS mutations_sync = 2`),
  ];
}

/** How columns are compressed from a later version on: what is there already changes as the engine merges it. */
export type Tuning = {
  readonly codecs: readonly (readonly [column: string, codec: string])[];
  /** Indexes that others take the place of. */
  readonly dropped?: readonly string[];
  readonly indexes?: Addition["indexes"];
  readonly settings?: string;
  readonly columnSettings?: readonly (readonly [column: string, settings: string])[];
};

/** Of a cluster, the tables on each server alone: the one over all of them holds nothing. Each may be run again. */
export function tuningStatements(
  layout: Layout,
  { name }: Table,
  { codecs, dropped = [], indexes = [], settings, columnSettings = [] }: Tuning,
): readonly string[] {
  const altered = `ALTER TABLE ${layout.database}.${heldBy(layout, name)}${onCluster(layout)}`;
  const modified = codecs.map(([column, codec]) => `MODIFY COLUMN \`${column}\` CODEC(${codec})`);
  const indexed = indexes.map(([index, definition]) => `ADD INDEX IF NOT EXISTS ${index} ${definition}`);
  const removed = dropped.map((index) => `DROP INDEX IF EXISTS ${index}`);
  const changed = [...modified, ...removed, ...indexed];
  return [
    ...(changed.length === 0 ? [] : [`${altered} ${changed.join(", ")}`]),
    ...columnSettings.map(
      ([column, each]) => `${altered} MODIFY COLUMN \`${column}\` MODIFY SETTING ${each}`,
    ),
    ...(settings === undefined ? [] : [`${altered} MODIFY SETTING ${settings}`]),
    ...indexes.map(([index]) => `${altered} MATERIALIZE INDEX ${index} SETTINGS mutations_sync = 2`),
  ];
}

/** Of a cluster, on each server. Rows of before get it. */
export function updateStatements(layout: Layout, { name }: Table, change: string): readonly string[] {
  return [
    `ALTER TABLE ${layout.database}.${heldBy(layout, name)}${onCluster(layout)} UPDATE ${change} WHERE 1 SETTINGS mutations_sync = 2`,
  ];
}

/** A column that is worked out of others from a later version on, under the name that it had. */
export type Derived = { readonly name: string; readonly type: string; readonly as: string };

/** On every table of a cluster. May be run again; what the column held is gone with it. */
export function derivedStatements(
  layout: Layout,
  { name: table }: Table,
  { name, type, as }: Derived,
): readonly string[] {
  return tablesOf(layout, table).map(
    (each) =>
      `ALTER TABLE ${layout.database}.${each}${onCluster(layout)} DROP COLUMN ${name}, ADD COLUMN ${name} ${type} ALIAS ${as}`,
  );
}

/** A column that is of another type from a later version on, whose values are the same. May be run again. */
export function typeStatements(
  layout: Layout,
  { name: table }: Table,
  [column, definition]: readonly [column: string, definition: string],
): readonly string[] {
  return tablesOf(layout, table).map(
    (each) =>
      `ALTER TABLE ${layout.database}.${each}${onCluster(layout)} MODIFY COLUMN ${column} ${definition} SETTINGS mutations_sync = 2`,
  );
}

export const viewStatement = (layout: Layout, name: string, query: string): string =>
  `CREATE OR REPLACE VIEW ${layout.database}.${name}${onCluster(layout)} AS ${query}`;
