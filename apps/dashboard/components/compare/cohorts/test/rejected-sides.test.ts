import { expect, test } from "vitest";
import { parseCohortForm, parseCohortView } from "@hacotaki/core";
import { cohortFormHref, rejectedOfSides } from "../rejected-sides.ts";

const hrefOf = (params: Record<string, string>) => {
  const form = parseCohortForm(params);
  return form && cohortFormHref(form.view, params, form.dropped);
};

test("what a side's field said that makes no sense stays in the side's link, and in the field", () => {
  const href = hrefOf({
    "baseline-container": "web",
    "baseline-time": "soon",
    "candidate-min": "often",
    alpha: "7",
  });
  const params = Object.fromEntries(new URL(`http://localhost${href}`).searchParams);
  expect(params).toEqual({ baseline: "container=web&time=soon", candidate: "min=often", dropped: "alpha" });
  expect(rejectedOfSides(params)).toEqual({ "baseline-time": "soon", "candidate-min": "often" });
  const { view, dropped } = parseCohortView(params);
  expect(dropped).toEqual(["alpha", "baseline: time", "candidate"]);
  // Of a side that says nothing else all boots would be left, and nobody asked for those.
  expect(view.candidate).toBeUndefined();
});

test("what is understood is the link of the comparison", () => {
  expect(hrefOf({ "baseline-container": "web", "candidate-time": "now-1h" })).toBe(
    "/compare?baseline=container%3Dweb&candidate=time%3Dnow-1h",
  );
});
