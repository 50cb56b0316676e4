/** hacotaki.db has hacotaki.notebook.db beside it. */
export const notebookPath = (databasePath: string) => `${databasePath.replace(/\.db$/, "")}.notebook.db`;
