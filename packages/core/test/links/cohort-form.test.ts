import { expect, test } from "vitest";
import { cohortHref, filterQuery, parseCohortForm, type BootFilter } from "../../src/index.ts";

test("a form's fields become a link with one parameter a side", () => {
  const form = parseCohortForm({
    "baseline-container": "web",
    "baseline-from": "",
    "baseline-to": "2026-01-31 21:00:00Z",
    "candidate-container": "web",
    "candidate-from": "2026-01-31 21:00:00Z",
    alpha: "0.05",
  });
  expect(form?.dropped).toEqual([]);
  expect(form && cohortHref(form.view)).toBe(
    "/compare?baseline=container%3Dweb%26to%3D2026-01-31T21%253A00%253A00Z&candidate=container%3Dweb%26from%3D2026-01-31T21%253A00%253A00Z&alpha=0.05",
  );
});

test("a kept baseline stands before the fields beside it", () => {
  const form = parseCohortForm({
    "baseline-kept": "before the upgrade",
    "baseline-container": "web",
    "candidate-q": "x",
  });
  expect(form?.view.baseline).toEqual({ kind: "named", name: "before the upgrade" });
});

test("a side of which nothing is chosen is every boot", () => {
  const form = parseCohortForm({ "baseline-container": "web", "candidate-container": "" });
  expect(form?.view.candidate).toEqual({ kind: "filter", filter: {} });
});

test("what makes no sense is named with its side and left out", () => {
  const form = parseCohortForm({ "baseline-from": "yesterday", "candidate-kept": "@", "candidate-q": "x" });
  expect(form?.dropped).toEqual(["baseline-from", "candidate-kept"]);
  expect(form?.view.candidate).toBeUndefined();
});

test("a link is no form", () => {
  expect(parseCohortForm({ baseline: "container=web", candidate: "*" })).toBeUndefined();
});

test("a side keeps every part that a filter can have", () => {
  const filter: Required<Omit<BootFilter, "time">> = {
    container: "web",
    host: "0123456789abcdef",
    hostLabel: "role=web",
    kernel: "6.18.5",
    outcomes: ["up", "failed"],
    minDuration: 20_000_000n,
    maxDuration: 1_500_000_000n,
    hacoFile: "/etc/haconiwa.d/web.haco",
    runtime: "runc",
    engine: "docker",
    image: "web:1.4",
    pod: "shop/web/nginx",
    label: "com.docker.compose.project=shop",
    phase: "NONE",
    reason: "slow-hook",
    text: "x",
    since: 1_769_893_200_000_000_000n,
    until: 1_769_896_800_000_000_000n,
  };
  const fields = [...filterQuery(filter)].map(([part, value]) => [`baseline-${part}`, value] as const);
  const form = parseCohortForm({ ...Object.fromEntries(fields), "candidate-container": "web" });
  expect(form?.dropped).toEqual([]);
  expect(form?.view.baseline).toEqual({ kind: "filter", filter });
});
