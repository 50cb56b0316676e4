import { existsSync, statSync } from "node:fs";
import { createPatience, notebookPath, openNotebook, StoreError, type Notebook } from "@hacotaki/store";

/** What people keep, as far as it can be had: a dashboard without the right to write still shows boots. */
export type Keeping = {
  /** Undefined where nothing was ever kept, or the file cannot be opened. */
  read<T>(look: (notebook: Notebook) => T): T | undefined;
  /**
   * Makes the file where there is none, and waits a while for another process that writes it: `change` is one
   * transaction, or can be done again. Rejects with a StoreError that says why it cannot be written.
   */
  write<T>(change: (notebook: Notebook) => T): Promise<T>;
  close(): void;
};

/** Somebody waits for the page that follows: longer than commands hold the file, and not as long as they would wait. */
const WRITE_PATIENCE_MS = 5_000;

/** The notebook beside a database: it may appear later, be replaced, or be closed to this process. */
export function followNotebook(databasePath: string, onError: (error: StoreError) => void): Keeping {
  const path = notebookPath(databasePath);
  let lastProblem: string | undefined;
  let open: { readonly notebook: Notebook; readonly identity: string } | undefined;

  function identityOf(): string | undefined {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
  }
  function letGo(): void {
    open?.notebook.close();
    open = undefined;
  }
  function current(): Notebook {
    // A file that was put in its place has another inode.
    if (open && open.identity !== identityOf()) letGo();
    if (!open) {
      const notebook = openNotebook(databasePath);
      open = { notebook, identity: identityOf() ?? "" };
    }
    return open.notebook;
  }
  return {
    read(look) {
      try {
        const found = existsSync(path) ? look(current()) : undefined;
        lastProblem = undefined;
        return found;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        // Every page reads it: each failure is told of once.
        if (lastProblem !== error.message) onError(error);
        lastProblem = error.message;
        return undefined;
      }
    },
    write: (change) => createPatience({ patienceMs: WRITE_PATIENCE_MS })(() => change(current())),
    close: letGo,
  };
}
