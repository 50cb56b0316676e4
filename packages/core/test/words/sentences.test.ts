import { expect, test } from "vitest";
import { sentences } from "../../src/index.ts";

test("messages that are put together do not run into each other", () => {
  expect(sentences("stop that process first", "Stop that collector.")).toBe(
    "stop that process first. Stop that collector.",
  );
  expect(sentences("is it there?", "Look: ", "", "here")).toBe("is it there? Look: here");
  expect(sentences("alone")).toBe("alone");
});
