import { expect, test } from "vitest";
import { waitsOf, type Boot } from "../../src/index.ts";
import { assemble, readRecording } from "../recording.ts";

function bootOf(name: string): Boot {
  const { source, events } = readRecording(name);
  const [boot] = assemble(source, events).boots.values();
  if (!boot) throw new Error(`no boot in ${name}`);
  return boot;
}
const told = (boot: Boot) =>
  waitsOf(boot).map(({ kind, from, to, certainty }) =>
    [
      kind,
      `${from.lane}/${from.slug ?? ""}`,
      `${to.lane}/${to.slug ?? ""}`,
      `${from.at - boot.startAt}`,
      `${to.at - boot.startAt}`,
      certainty,
    ].join(" "),
  );
const boot = bootOf("head-min-true");

test("each fork, and the end of the wait for set-up, is a wait between two processes", () => {
  expect(told(boot)).toEqual([
    "fork launcher/evaluate supervisor/ 60819392 60819392 seen",
    "fork supervisor/fork container/ 63784810 63784810 seen",
    "set-up container/handover supervisor/wait-setup 67926118 67926118 latest",
  ]);
});

test("a supervisor that hears late was told by the end of handover", () => {
  const late = boot.spans.map((span) =>
    span.slug === "wait-setup" && span.state === "closed"
      ? { ...span, endAt: (span.endAt + 5_000_000n) as typeof span.endAt }
      : span,
  );
  expect(told({ ...boot, spans: late }).at(-1)).toBe(
    "set-up container/handover supervisor/wait-setup 68572072 72926118 latest",
  );
});

test("ids are mapped only for a container in a user namespace of its own", () => {
  const { namespaces } = boot;
  if (!namespaces) throw new Error("no namespaces");
  expect(told({ ...boot, namespaces: { ...namespaces, user: 4026532200 } })[2]).toBe(
    "uid-map supervisor/wait-setup container/uid-map 65428284 65428284 latest",
  );
  const { namespaces: _, ...unknown } = boot;
  expect(waitsOf(unknown).some(({ kind }) => kind === "uid-map")).toBe(false);
});

test("where the forks were not seen, none is made up", () => {
  expect(told({ ...boot, lineage: "hpid" }).filter((wait) => wait.startsWith("fork"))).toEqual([]);
});

test("a container that died before handover told nobody", () => {
  const spans = boot.spans.filter(({ slug }) => slug !== "handover");
  expect(told({ ...boot, spans }).filter((wait) => wait.startsWith("set-up"))).toEqual([]);
});
