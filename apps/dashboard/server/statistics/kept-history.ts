import { endianness } from "node:os";
import { version } from "@hacotaki/layout";
import { REVISIONS_REMEMBERED, type History } from "@hacotaki/store";

/** Of what is kept; another number whenever columns, or what they are made of, mean something else than before. */
export const FORMAT = 1;

/** What was followed, by which program, and how far. Of JSON. */
export type KeptHistory = {
  /** Format, version and machine of the program. */
  readonly program: string;
  readonly database: string;
  readonly schema: string;
  /** Device and inode of the file. */
  readonly file: string;
  readonly revision: string;
  /** "revision id digest", newest first. */
  readonly trail: readonly string[];
  readonly isWholeTrail: boolean;
};

const ownProgram = () => `${FORMAT} ${version()} ${endianness()}`;

export const isOfThisVersion = (history: Partial<KeptHistory> | undefined) =>
  history?.program === ownProgram();

const trailOf = ({ trail }: History) =>
  trail.map(({ revision, id, digest }) => `${revision} ${id} ${digest}`);

/** Of a database as it is now, columns having followed it up to a revision: its trail reaches up to there. */
export const keptHistory = (history: History, file: string, revision: bigint): KeptHistory => ({
  program: ownProgram(),
  database: history.id,
  schema: history.schema,
  file,
  revision: revision.toString(),
  trail: trailOf(history),
  isWholeTrail: history.isWholeTrail,
});

const revisionOf = (entry: string) => BigInt(entry.split(" ", 1)[0] ?? "");

/** Whether what stands there now, unchanged since, stood there then. */
function isContinued(kept: KeptHistory, now: readonly string[]): boolean {
  const known = new Set(kept.trail);
  const last = kept.trail.at(-1);
  const least = kept.isWholeTrail || last === undefined ? 0n : revisionOf(last);
  const compared = now.filter((entry) => revisionOf(entry) >= least);
  // Where nothing is left to compare, nothing tells what the other boots went through; unless there are none.
  return compared.every((entry) => known.has(entry)) && (compared.length > 0 || now.length === 0);
}

/**
 * Why columns that this version kept cannot be brought up to date by the changes since; undefined where they can. `now` is the
 * history up to the revision of what was kept.
 */
export function whyNotContinued(kept: KeptHistory, now: History, file: string): string | undefined {
  if (kept.database !== now.id) return "it is of another database";
  if (kept.file !== file) return "the database's file was replaced";
  if (kept.schema !== now.schema) return "the database's schema has changed";
  const revision = BigInt(kept.revision);
  if (now.revision < revision) return "the database was set back";
  // Who was away for longer is no longer told of all boots that went.
  if (now.revision - revision >= REVISIONS_REMEMBERED) return "too much happened since";
  return isContinued(kept, trailOf(now)) ? undefined : "the database went on from an earlier state";
}
