import {
  createColumns,
  type BootId,
  type BudgetFigures,
  type BudgetQuestion,
  type Columns,
  type Statistics,
} from "@hacotaki/core";
import { StoreError, type StoreReader } from "@hacotaki/store";
import { createAnswers } from "./answers.ts";
import { findKept, keepColumns, type Followed, type Found, type Keeping } from "./kept-columns.ts";
import { KeptOutdated, KeptUnusable } from "./kept-file.ts";
import type { Method, Said } from "./protocol.ts";
import { createTurns, pause } from "./turns.ts";

/** Boots read at once as columns fill: questions wait no longer than this takes, some 10 ms. */
const CHUNK = 400;
/** Changes followed at once: a few milliseconds, as pages are asked for meanwhile. */
const CHANGES = 100;
/** The first questions wait so long for the columns to fill: a small database is told of whole from the start. */
const PATIENCE_MS = 200;
/** Ids looked for at once: some milliseconds. */
const IDS = 10_000;
/** A database that is written to all the time stands still between two looks before long. */
const MOST_LOOKS = 1_000;
/** Columns are kept anew once this share of the boots changed, and at the end once a smaller one did. */
const CHANGED = 1 / 10;
const CHANGED_AT_END = 1 / 100;

/** From so many boots on, answers may be a moment old: figures of a million change by nothing that anybody sees meanwhile. */
const MANY_BOOTS = 100_000;
/** So old at most, ms. */
const MOST_AGE_MS = 1_000;
/** While boots come, so often they are followed unasked: before figures are too old, so that nobody who asks waits for it. */
const EVERY_MS = 500;
/** What tells of single boots, and is asked for as soon as one has changed: never old. */
const OF_BOOTS: ReadonlySet<Method> = new Set(["select", "percentiles"]);

/** Columns that fill from the newest boot backwards and follow the database from then on. */
export type FollowedColumns = {
  /** Rejects when the database could not be read to its end. */
  readonly filling: Promise<void>;
  follow(): Promise<void>;
  /** Follows what was committed, at once or as soon as it is due. */
  followSoon(): Promise<void> | undefined;
  ask(method: Method, args: readonly unknown[]): Promise<unknown>;
  /** Keeps what is worth it. */
  end(): Promise<void>;
};

export type ColumnsOptions = {
  /** Without a file nothing is kept. */
  readonly followed: Followed | { readonly reader: StoreReader };
  /** Undefined: nothing is kept. */
  readonly keeping?: Keeping | undefined;
  readonly say: (said: Said) => void;
  /** From how many boots on answers may be a moment old. */
  readonly manyBoots?: number | undefined;
  /** ms, of a clock that never goes back. */
  readonly now?: () => number;
};

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Each question is a pass over the boots: others have their turn in between. */
async function inTurns(columns: Columns, questions: readonly BudgetQuestion[]) {
  const told: (readonly BudgetFigures[])[] = [];
  for (const question of questions) {
    told.push(...columns.budgets([question]));
    await pause();
  }
  return told;
}

// One function of more than 80 lines: what fills, follows, keeps and answers shares the columns and their revision.
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over the same columns
export function followColumns({
  followed,
  keeping,
  say,
  manyBoots = MANY_BOOTS,
  now = () => performance.now(),
}: ColumnsOptions): FollowedColumns {
  const { reader } = followed;
  const file = "file" in followed ? followed : undefined;
  let columns = createColumns();
  /** Everything up to here has been followed; set once filling has begun. */
  let revision: bigint | undefined;
  let isFilled = false;
  let following: Promise<void> | undefined;
  /** When following began last, of what is done. */
  let followedAt = -Infinity;
  let soon: ReturnType<typeof setTimeout> | undefined;
  /** As the columns are now. */
  const answers = createAnswers();
  let preparing: Promise<void> | undefined;
  /** While kept columns are read: boots that went since. */
  let gone: Set<string> | undefined;
  /** Changes since the columns were kept; undefined before they ever were. */
  let changed: number | undefined;
  let keepingNow: Promise<void> | undefined;
  const turns = createTurns();

  /** What questions would have to wait for, while there are none. */
  async function prepare(): Promise<void> {
    while (turns.isTelling() || columns.prepare()) await pause();
    keepAfter(CHANGED);
  }

  /** What changed since filling began, whether or not filling has come to it. */
  async function catchUp(): Promise<boolean> {
    let isNews = false;
    while (revision !== undefined) {
      const changes = await reader.samplesSince(revision, CHANGES);
      await turns.change(() => {
        for (const id of changes.retired) {
          columns.remove(id);
          gone?.add(id);
        }
        for (const sample of changes.samples) columns.put(sample);
        if (changes.samples.length + changes.retired.length > 0) answers.forget();
      });
      if (changed !== undefined) changed += changes.samples.length + changes.retired.length;
      if (changes.revision === revision) break;
      isNews = true;
      revision = changes.revision;
      if (changes.samples.length + changes.retired.length < CHANGES) break;
      await pause();
    }
    return isNews;
  }
  const isOfMany = () => isFilled && columns.size >= manyBoots;
  const follow = () => {
    if (following !== undefined) return following;
    const begun = now();
    following = catchUp()
      .then((isNews) => {
        followedAt = begun;
        if (isNews && isOfMany()) followIn(EVERY_MS);
      })
      .finally(() => {
        following = undefined;
        if (isFilled) preparing ??= prepare().finally(() => (preparing = undefined));
      });
    return following;
  };
  function followIn(wait: number): void {
    soon ??= setTimeout(() => {
      soon = undefined;
      void follow();
    }, wait);
  }
  /** ms until columns of many boots are too old to answer by. What is being followed makes them no older. */
  const freshFor = () => (isOfMany() ? followedAt + MOST_AGE_MS - now() : 0);
  /** After a commit. */
  function followSoon(): Promise<void> | undefined {
    const wait = isOfMany() ? followedAt + EVERY_MS - now() : 0;
    if (wait <= 0) return follow();
    followIn(wait);
    return undefined;
  }

  /** Once a share of the boots changed since. Boots come, change and go meanwhile. */
  function keepAfter(share: number): void {
    if (keeping === undefined || file === undefined) return;
    if (keepingNow !== undefined || revision === undefined || !isFilled) return;
    // Where spans have no column, it is chance which of them do.
    if (columns.size < keeping.leastBoots || columns.ignoredSpans > 0) return;
    if (changed !== undefined && changed <= columns.size * share) return;
    changed = 0;
    keepingNow = keepColumns(keeping, file, columns, revision)
      .then(
        () => say({ event: "columns-kept", level: "info", text: "the columns are kept for the next start" }),
        (error: unknown) =>
          say({
            event: "columns-not-kept",
            level: "warn",
            text: `the columns cannot be kept for the next start: ${messageOf(error)}`,
          }),
      )
      .finally(() => (keepingNow = undefined));
  }

  /** Every boot of the database is known: what changed and what was kept do not leave one out, nor tell one more. */
  async function assertWhole(of: Followed["reader"]): Promise<void> {
    const isUnknown = (id: BootId) => !columns.has(id) && gone?.has(id) !== true;
    let after: BootId | "" | undefined = "";
    while (after !== undefined) {
      const ids: readonly BootId[] = await of.idsAfter(after, IDS);
      if (ids.some(isUnknown)) {
        // What came while they were read: the first may have begun before.
        await follow();
        await follow();
        if (ids.some(isUnknown)) throw new KeptUnusable("it lacks boots of the database");
      }
      after = ids.at(-1);
      await pause();
    }
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      await follow();
      const now = await of.history(0n);
      if (now.revision !== revision || following !== undefined) continue;
      if (now.boots === columns.size) return;
      break;
    }
    throw new KeptUnusable("it has other boots than the database");
  }

  /** Room for all that will be read. */
  async function reserve(): Promise<bigint> {
    const { boots, revision: now } = await reader.facts();
    columns.reserve(Math.min(boots, reader.mostSamples ?? boots));
    return now;
  }

  async function fillFrom(kept: Found, of: Followed["reader"]): Promise<void> {
    await reserve();
    ({ revision } = kept);
    gone = new Set();
    changed = 0;
    // What changed since is never taken from the file: it is known, or gone, by then.
    await follow();
    const paster = columns.paster(kept.names, await kept.texts());
    for await (const slab of kept.slabs()) {
      await turns.change(() => {
        paster.paste(slab, gone?.size === 0 ? undefined : (id) => gone?.has(id) === true);
        answers.forget();
      });
      await pause();
    }
    await assertWhole(of);
  }

  /** Whether the columns are full by what was kept of them. */
  async function readKept(): Promise<boolean> {
    if (keeping === undefined || file === undefined) return false;
    let kept: Found | undefined;
    try {
      kept = await findKept(keeping, file);
      if (kept === undefined) return false;
      await fillFrom(kept, file.reader);
      say({ event: "columns-read", level: "info", text: "the columns are those of the last time" });
      return true;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      say({
        event: "columns-anew",
        level: error instanceof KeptOutdated ? "info" : "warn",
        text: `the columns are filled anew: what was kept of them cannot be used: ${messageOf(error)}`,
      });
      [columns, revision, changed] = [createColumns(), undefined, undefined];
      answers.forget();
      return false;
    } finally {
      gone = undefined;
      await kept?.close();
    }
  }

  async function fillAnew(): Promise<void> {
    revision = await reserve();
    let after: bigint | undefined;
    do {
      // Put at once, before anything newer can be read: `put` replaces.
      const page = await reader.samples({ limit: CHUNK, ...(after === undefined ? {} : { after }) });
      await turns.change(() => {
        for (const sample of page.samples) columns.put(sample);
        answers.forget();
      });
      after = page.next;
      await pause();
    } while (after !== undefined);
  }
  async function fill(): Promise<void> {
    if (!(await readKept())) await fillAnew();
    isFilled = true;
    answers.forget();
    await prepare();
  }
  const filling = fill();
  const patience = Promise.race([filling, new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS))]);

  const told: Statistics = {
    async state() {
      const { boots } = await reader.facts();
      const total = Math.min(boots, reader.mostSamples ?? boots);
      const known = isFilled ? total : Math.min(columns.size, total);
      return { known, total, ...(total < boots ? { all: boots } : {}) };
    },
    overview: async (query) => columns.overview(query),
    whatDiffers: (query) => turns.tell(columns.slices.whatDiffers(query)),
    population: async (reference, held) => columns.population(reference, held),
    percentiles: async (ids) => columns.percentiles(ids),
    container: async (name, range) => columns.container(name, range),
    changes: (name, range) => turns.tell(columns.slices.changes(name, range)),
    containers: async () => columns.containers(),
    courses: async (containers) => columns.courses(containers),
    images: async () => columns.images(),
    imageCourses: async (images) => columns.imageCourses(images),
    select: async (selection) => columns.select(selection),
    budgets: async (questions) => (isFilled ? inTurns(columns, questions) : undefined),
    histograms: async () => (isFilled ? columns.histograms() : undefined),
    compare: (baseline, candidate, options) =>
      turns.tell(columns.slices.compare(baseline, candidate, options)),
    groups: (query) => turns.tell(columns.slices.groups(query)),
  };

  return {
    filling,
    follow,
    followSoon,
    async ask(method, args) {
      await patience;
      // While kept columns are brought up to date, which may take seconds, what is known by then is told.
      if (!turns.isTelling() && gone === undefined && (OF_BOOTS.has(method) || freshFor() <= 0))
        await follow();
      const answer = told[method] as (...given: readonly unknown[]) => Promise<unknown>;
      return method === "state" ? answer() : answers.of(method, args, () => answer(...args));
    },
    async end() {
      clearTimeout(soon);
      await keepingNow;
      keepAfter(CHANGED_AT_END);
      await keepingNow;
    },
  };
}
