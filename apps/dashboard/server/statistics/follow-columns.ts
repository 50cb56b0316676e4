import {
  createColumns,
  type BudgetFigures,
  type BudgetQuestion,
  type Columns,
  type Statistics,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Method } from "./protocol.ts";
import { createTurns, pause } from "./turns.ts";

/** Boots read at once: questions wait no longer than this takes, some 10 ms. */
const CHUNK = 400;
/** The first questions wait so long for the columns to fill: a small database is told of whole from the start. */
const PATIENCE_MS = 200;

/** Columns that fill from the newest boot backwards and follow the database from then on. */
export type FollowedColumns = {
  /** Rejects when the database could not be read to its end. */
  readonly filling: Promise<void>;
  follow(): Promise<void>;
  ask(method: Method, args: readonly unknown[]): Promise<unknown>;
};

/** Each question is a pass over the boots: others have their turn in between. */
async function inTurns(columns: Columns, questions: readonly BudgetQuestion[]) {
  const told: (readonly BudgetFigures[])[] = [];
  for (const question of questions) {
    told.push(...columns.budgets([question]));
    await pause();
  }
  return told;
}

export function followColumns(reader: StoreReader): FollowedColumns {
  const columns = createColumns();
  /** Everything up to here has been followed; set once filling has begun. */
  let revision: bigint | undefined;
  let isFilled = false;
  let following: Promise<void> | undefined;
  let preparing: Promise<void> | undefined;
  const turns = createTurns();

  /** What questions would have to wait for, while there are none. */
  async function prepare(): Promise<void> {
    while (turns.isTelling() || columns.prepare()) await pause();
  }

  /** What changed since filling began, whether or not filling has come to it. */
  async function catchUp(): Promise<void> {
    while (revision !== undefined) {
      const changes = await reader.samplesSince(revision, CHUNK);
      await turns.change(() => {
        for (const id of changes.retired) columns.remove(id);
        for (const sample of changes.samples) columns.put(sample);
      });
      if (changes.revision === revision) return;
      revision = changes.revision;
      if (changes.samples.length + changes.retired.length < CHUNK) return;
      await pause();
    }
  }
  const follow = () => {
    following ??= catchUp().finally(() => {
      following = undefined;
      if (isFilled) preparing ??= prepare().finally(() => (preparing = undefined));
    });
    return following;
  };

  async function fill(): Promise<void> {
    revision = (await reader.facts()).revision;
    let after: bigint | undefined;
    do {
      // Put at once, before anything newer can be read: `put` replaces.
      const page = await reader.samples({ limit: CHUNK, ...(after === undefined ? {} : { after }) });
      await turns.change(() => {
        for (const sample of page.samples) columns.put(sample);
      });
      after = page.next;
      await pause();
    } while (after !== undefined);
    isFilled = true;
    await prepare();
  }
  const filling = fill();
  const patience = Promise.race([filling, new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS))]);

  const answers: Statistics = {
    async state() {
      const { boots } = await reader.facts();
      return { known: isFilled ? boots : Math.min(columns.size, boots), total: boots };
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
  };

  return {
    filling,
    follow,
    async ask(method, args) {
      await patience;
      if (!turns.isTelling()) await follow();
      const answer = answers[method] as (...given: readonly unknown[]) => Promise<unknown>;
      return answer(...args);
    },
  };
}
