import { visibleText, type Baseline } from "@hacotaki/core";
import type { Notebook } from "@hacotaki/store";
import { withNotebook, type DatabaseFlag } from "../flags/database.ts";
import { notFound, type CliFailure } from "../output/failure.ts";

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
