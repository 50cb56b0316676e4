import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseBudget, type AlertMessage } from "@hacotaki/core";
import { openNotebook, type DueMessage } from "@hacotaki/store";
import { expect, onTestFinished, test } from "vitest";
import { storeManyBoots } from "../../../../test/e2e/many-boots.ts";
import { watchAlerts } from "../alerts/watch.ts";
import { followDatabase } from "../database.ts";
import { followNotebook } from "../notebook.ts";
import { followStatistics } from "../statistics/client.ts";

const budget = (text: string) => {
  const parsed = parseBudget(text);
  if ("problem" in parsed) throw new Error(text);
  return parsed.budget;
};
const FAR = 10n ** 19n / 2n;

/** A database of two hundred boots of "web", and dashboards' eyes on it. */
function prepare() {
  const path = join(mkdtempSync(join(tmpdir(), "hacotaki-watch-")), "hacotaki.db");
  storeManyBoots(path, 200);
  const notebook = openNotebook(path);
  notebook.addWebhook({ name: "ops", url: "http://127.0.0.1:1/", body: "whole", madeAt: 1n });
  function start() {
    const log: string[] = [];
    const fail = (error: unknown) => log.push(String(error));
    const database = followDatabase(path, () => 1000);
    const statistics = followStatistics(database, { onError: fail });
    const keeping = followNotebook(path, fail);
    const watch = watchAlerts({
      database,
      statistics,
      keeping,
      origin: () => "https://boots.example.org",
      log: (event, { container }) => log.push(`${event} ${container}`),
      onError: fail,
      onMessage: () => undefined,
      pace: { soonMs: 20, restFactor: 0 },
    });
    const close = async () => {
      await watch.close();
      void statistics.close();
      database.close();
      keeping.close();
    };
    return { log, watch, close };
  }
  onTestFinished(() => notebook.close());
  const told = (): AlertMessage[] => {
    const found: DueMessage[] = [];
    for (let due = notebook.takeMessage(FAR, FAR); due !== undefined; due = undefined) found.push(due);
    return found.map(({ message }) => message);
  };
  return { notebook, start, told };
}

test("a budget that is broken fires once, also after a restart and by two dashboards, and says what is usual", async () => {
  const { notebook, start, told } = prepare();
  const alert = {
    budget: budget("boot p95 <= 1ms over 20 boots"),
    container: "web",
    webhook: "ops",
    madeAt: 1n,
  };
  const id = notebook.addAlert(alert) ?? 0;
  const [one, other] = [start(), start()];
  await expect.poll(() => notebook.openFirings().length, { timeout: 20_000 }).toBe(1);
  await expect.poll(() => one.watch.standing(id)?.[0]?.state).toBe("broken");
  await expect.poll(() => other.watch.standing(id)?.[0]?.state).toBe("broken");
  await Promise.all([one.close(), other.close()]);
  const again = start();
  await expect.poll(() => again.watch.standing(id)?.[0]?.state, { timeout: 20_000 }).toBe("broken");
  await again.close();
  expect([...one.log, ...other.log, ...again.log]).toEqual(["fired web"]);
  expect(notebook.firings(10)).toHaveLength(1);
  expect(notebook.messages(10).map(({ kind }) => kind)).toEqual(["firing"]);
  const [message] = told();
  expect(message?.text).toMatch(/^web: boot p95 is .* more than 1\.00 ms \(20 boots\); usually .* boots\)$/);
  expect(message?.usual?.boots).toBeGreaterThan(100);
  expect(message?.links.comparison).toContain("/compare?");
});

test("an alert of every container looks at each, one that is kept is quiet, and one that is removed ends its firing", async () => {
  const { notebook, start } = prepare();
  const every = notebook.addAlert({ budget: budget("boot max <= 1ms"), madeAt: 1n }) ?? 0;
  const kept = notebook.addAlert({ budget: budget("boot p50 <= 1h"), container: "web", madeAt: 1n }) ?? 0;
  const few = notebook.addAlert({ budget: budget("boot p50 <= 1ms"), container: "nobody", madeAt: 1n }) ?? 0;
  const { watch, log, close } = start();
  await expect.poll(() => notebook.openFirings().length, { timeout: 20_000 }).toBe(1);
  await expect.poll(() => watch.standing(kept)?.[0]?.state).toBe("kept");
  expect(watch.standing(few)?.[0]).toMatchObject({ state: "unknown", n: 0 });
  expect(notebook.messages(10)).toEqual([]);
  notebook.removeAlert(every);
  watch.soon();
  await expect.poll(() => notebook.openFirings().length, { timeout: 20_000 }).toBe(0);
  await close();
  expect(log).toEqual(["fired web", "resolved web"]);
  expect(notebook.firings(1)[0]?.resolvedAt).toBeDefined();
});
