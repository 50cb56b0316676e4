import { expect, test } from "vitest";
import { childRecord, isLogged, levelOfState, logLine } from "../src/output/log-line.ts";

test("a line says when, how bad, of which part, what, and then the rest", () => {
  const line = logLine(
    { level: "warn", part: "collector", event: "dropped", text: "12 events\ndropped", count: 12 },
    new Date(0),
  );
  expect(line).toBe(
    '{"time":"1970-01-01T00:00:00.000Z","level":"warn","part":"collector","event":"dropped","text":"12 events\\ndropped","count":12}\n',
  );
});

test("a child's log keeps what it knows, without what is known already", () => {
  const line =
    '{"level":40,"time":1,"pid":7,"hostname":"vm","name":"dashboard","event":"alert-failed","webhook":"ops","msg":"it hung up"}';
  expect(childRecord(line, "dashboard")).toEqual({
    level: "warn",
    part: "dashboard",
    event: "alert-failed",
    text: "it hung up",
    webhook: "ops",
  });
  for (const other of ["Hacotaki dashboard: http://x", "{", '{"msg":"x"}', "[1]"])
    expect(childRecord(other, "dashboard"), other).toBeUndefined();
});

test("levels are in order, and what costs boots is a warning", () => {
  expect([isLogged("warn", "info"), isLogged("info", "warn"), isLogged("error", "error")]).toEqual([
    true,
    false,
    true,
  ]);
  expect(["attached", "waiting", "dropped", "flood", "held-up"].map(levelOfState)).toEqual([
    "info",
    "info",
    "warn",
    "warn",
    "warn",
  ]);
});
