import { MAX_ALERTS, parseBudget, testMessage, type BootId, type Firing } from "@hacotaki/core";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { notebookPath, openNotebook } from "../src/index.ts";
import { temporaryDatabase } from "./folder.ts";

const parsed = parseBudget("boot p95 <= 300ms over 20 boots");
if ("problem" in parsed) throw new Error("a budget");
const { budget } = parsed;
const FIRING: Omit<Firing, "id"> = {
  alertId: 1,
  container: "web",
  budget,
  firedAt: 100n,
  value: 412_000_000,
  n: 20,
  usual: { n: 812, p50: 180_000_000, p95: 210_000_000 },
  since: 50n,
  boot: "0b38m07hpcwsjbpf" as BootId,
};
const told = { webhook: "ops", messageOf: () => testMessage("http://h") };

function opened<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("there is none");
  return value;
}

test("alerts, webhooks and firings are there again after opening anew; of a webhook the secret is told once", () => {
  const path = temporaryDatabase();
  const first = openNotebook(path);
  const webhook = { name: "ops", url: "https://hooks.example.org/x", body: "text", madeAt: 3n } as const;
  const secret = first.addWebhook(webhook);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(first.addWebhook(webhook)).toBeUndefined();
  expect(first.addAlert({ budget, container: "web", webhook: "ops", madeAt: 4n })).toBe(1);
  expect(first.addAlert({ budget, madeAt: 5n })).toBe(2);
  expect(first.changeAlert({ id: 2, budget, container: "db" })).toBe(true);
  expect(first.changeAlert({ id: 9, budget })).toBe(false);
  const firing = first.openFiring(FIRING, told);
  first.close();
  const again = openNotebook(path);
  expect(again.alerts()).toEqual([
    { id: 1, budget, container: "web", webhook: "ops", madeAt: 4n },
    { id: 2, budget, container: "db", madeAt: 5n },
  ]);
  expect(again.webhooks()).toEqual([webhook]);
  expect(again.openFirings()).toEqual([{ id: 1, ...FIRING }]);
  expect(firing).toEqual({ id: 1, ...FIRING });
  expect(again.takeMessage(1_000n, 2_000n)).toMatchObject({ webhook: "ops", to: { secret, body: "text" } });
  again.close();
});

test("one firing of an alert and a container is open at a time, with one message of each kind", () => {
  const notebook = openNotebook(temporaryDatabase());
  const firing = opened(notebook.openFiring(FIRING, told));
  expect(notebook.openFiring(FIRING, told)).toBeUndefined();
  expect(notebook.openFiring({ ...FIRING, container: "db" })).toBeDefined();
  expect(notebook.resolveFiring(firing, 200n, told)).toBe(true);
  expect(notebook.resolveFiring(firing, 201n, told)).toBe(false);
  expect(notebook.openFiring(FIRING)).toBeDefined();
  expect(notebook.messages(9).map(({ kind, firing: of }) => [kind, of])).toEqual([
    ["resolved", firing.id],
    ["firing", firing.id],
  ]);
  notebook.close();
});

test("the end of a firing is not told before its beginning, and what was taken is nobody else's for a while", () => {
  const notebook = openNotebook(temporaryDatabase());
  const firing = opened(notebook.openFiring(FIRING, told));
  notebook.resolveFiring(firing, 200n, told);
  const due = opened(notebook.takeMessage(300n, 1_000n));
  expect(notebook.isMessageDue(999n)).toBe(false);
  expect(notebook.takeMessage(999n, 1_000n)).toBeUndefined();
  notebook.messageFailed(due.id, "status 500", { at: 500n });
  expect(notebook.takeMessage(600n, 1_000n)).toMatchObject({ id: due.id, tries: 1 });
  notebook.messageSent(due.id, 700n);
  expect(notebook.messages(9).map(({ kind, sentAt }) => [kind, sentAt])).toEqual([
    ["resolved", undefined],
    ["firing", 700n],
  ]);
  expect(notebook.takeMessage(700n, 1_000n)?.id).not.toBe(due.id);
  notebook.close();
});

test("there are no more alerts than are looked at", () => {
  const notebook = openNotebook(temporaryDatabase());
  for (let n = 0; n < MAX_ALERTS; n++) expect(notebook.addAlert({ budget, madeAt: 1n })).toBeDefined();
  expect(notebook.addAlert({ budget, madeAt: 1n })).toBeUndefined();
  notebook.removeAlert(1);
  expect(notebook.addAlert({ budget, madeAt: 1n })).toBe(MAX_ALERTS + 1);
  notebook.close();
});

test("a webhook's secret can be given, and lies in the notebook alone", () => {
  const path = temporaryDatabase();
  const notebook = openNotebook(path);
  const webhook = { name: "ops", url: "https://h/", body: "whole", madeAt: 1n } as const;
  expect(notebook.addWebhook(webhook, "a secret of sixteen")).toBe("a secret of sixteen");
  expect(JSON.stringify(notebook.webhooks(), (_, value: unknown) => String(value))).not.toContain("secret");
  notebook.close();
  expect(readFileSync(notebookPath(path)).includes("a secret of sixteen")).toBe(true);
});
