import { visibleText, type Baseline } from "@hacotaki/core";
import { openNotebook, type Notebook } from "@hacotaki/store";
import { databasePath, type DatabaseFlag } from "./database.ts";
import { notFound, type CliFailure } from "./failure.ts";

/** Runs `work` on the notebook of a database, made where there is none yet. */
export function withNotebook<T>(flags: DatabaseFlag, work: (notebook: Notebook) => T): T {
  const notebook = openNotebook(databasePath(flags));
  try {
    return work(notebook);
  } finally {
    notebook.close();
  }
}

export function noSuchBaseline(notebook: Notebook, name: string): CliFailure {
  const names = notebook.baselines().map((each) => `"${visibleText(each.name, 80)}"`);
  const known = names.length === 0 ? "none is saved yet" : `there are ${names.join(", ")}`;
  return notFound(`no baseline "${visibleText(name, 80)}": ${known}.`);
}

/** The baseline of a name. */
export function findBaseline(flags: DatabaseFlag, name: string): Baseline {
  return withNotebook(flags, (notebook) => {
    const found = notebook.findBaseline(name);
    if (found === undefined) throw noSuchBaseline(notebook, name);
    return found;
  });
}
