import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { notebookPath } from "@hacotaki/store";
import { expect, test } from "vitest";
import { startChild } from "../../../../packages/store/test/child.ts";
import { followNotebook } from "../notebook.ts";

test("what people keep waits for its turn while another process writes the notebook", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "hacotaki-")), "hacotaki.db");
  const keeping = followNotebook(path, (error) => {
    throw error;
  });
  const filter = { container: "web" };
  const save = (name: string) =>
    keeping.write((notebook) => notebook.saveBaseline({ name, of: { kind: "group", filter }, savedAt: 1n }));
  expect(await save("before")).toBe(true);
  const holder = startChild("hold", [notebookPath(path)]);
  await holder.says("held");
  const saving = save("meanwhile");
  expect(keeping.read((notebook) => notebook.baselines().map(({ name }) => name))).toEqual(["before"]);
  holder.process.kill("SIGKILL");
  expect(await saving).toBe(true);
  expect(
    keeping.read((notebook) =>
      notebook
        .baselines()
        .map(({ name }) => name)
        .toSorted(),
    ),
  ).toEqual(["before", "meanwhile"]);
  keeping.close();
});
