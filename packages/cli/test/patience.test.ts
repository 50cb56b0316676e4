import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { until } from "../../../test/until.ts";
import { startChild } from "../../store/test/child.ts";
import { databaseOf, ended, fixture, hacotaki, listed, start } from "./hacotaki.ts";

const WAITS = /another process is writing to .*; waiting for up to 60 s\.\n/;

/** Runs a command while another process holds the write lock, which it lets go once the command says that it waits. */
async function whileLocked(db: string, args: readonly string[]) {
  const holder = startChild("hold", [db]);
  await holder.says("held");
  const child = start([...args, "--db", db]);
  let told = "";
  child.stderr.on("data", (chunk: Buffer) => {
    told += chunk.toString();
    if (WAITS.test(told)) holder.process.kill("SIGKILL");
  });
  child.stdin.end();
  return ended(child);
}

const hasOpen = (pid: number, path: string) =>
  readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`) === path;
    } catch {
      return false; // closed while we looked
    }
  });

test("an import waits while another process writes, says so, and is whole in the end", async () => {
  const db = await databaseOf("web.ndjson");
  const { code, stderr, stdout } = await whileLocked(db, [
    "import",
    fixture("marks.ndjson"),
    fixture("killed.ndjson"),
  ]);
  expect(stderr).toMatch(WAITS);
  expect({ code, files: stdout.trimEnd().split("\n").length }).toEqual({ code: 0, files: 2 });
  expect(await listed(db)).toHaveLength(3);
});

test("an import that is under way goes on where it was held up", async () => {
  const db = await databaseOf("killed.ndjson");
  const child = start(["import", "--db", db, "-"]);
  const end = ended(child);
  // The second stream's beginning ends the first one, which is stored then.
  child.stdin.write(`${readFileSync(fixture("web.ndjson"), "utf8")}`);
  const [meta = "", ...events] = readFileSync(fixture("marks.ndjson"), "utf8").split(/(?<=\n)/);
  child.stdin.write(meta);
  child.stdin.write("\n".repeat(200));
  await until(async () => (await listed(db)).length === 2, "the first stream to be stored");
  const holder = startChild("hold", [db]);
  await holder.says("held");
  child.stderr.on("data", () => holder.process.kill("SIGKILL"));
  child.stdin.end(events.join(""));
  expect(await end).toMatchObject({ code: 0, stderr: expect.stringMatching(WAITS) as unknown });
  expect(await listed(db)).toHaveLength(3);
});

test.each([
  ["rebuild", ["rebuild"], "Rebuilt 2 boots of 2 runs", 2],
  ["prune", ["prune", "--older-than", "0h"], "Deleted 2 boots of 2 runs", 0],
  ["a change of the notebook", ["baseline", "save", "all", "--filter", "outcome=up"], "Saved", 2],
])("%s waits as well, and does all of it", async (name, args, told, left) => {
  const db = await databaseOf("web.ndjson", "marks.ndjson");
  if (name.startsWith("a change")) {
    await hacotaki(["baseline", "list", "--db", db]);
    const notebook = db.replace(/\.db$/, ".notebook.db");
    const holder = startChild("hold", [notebook]);
    await holder.says("held");
    const child = start([...args, "--db", db]);
    child.stdin.end();
    const end = ended(child);
    await until(() => hasOpen(child.pid ?? 0, notebook), "the notebook to be opened");
    holder.process.kill("SIGKILL");
    expect(await end).toMatchObject({ code: 0, stdout: expect.stringContaining(told) as unknown });
  } else {
    const { code, stdout, stderr } = await whileLocked(db, args);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(told) as unknown });
    expect(stderr).toMatch(WAITS);
  }
  expect(await listed(db)).toHaveLength(left);
});
