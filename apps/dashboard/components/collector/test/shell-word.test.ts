import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { shellWord } from "../shell-word.ts";

describe("a word for a shell", () => {
  test("a plain path stays as it is", () => {
    expect(shellWord("/srv/boots/hacotaki-1.db")).toBe("/srv/boots/hacotaki-1.db");
  });

  test.each([
    "/a b.db",
    "/it's.db",
    "/$(id)`id`.db",
    '/"\\.db',
    "/a\nb.db",
    "/起動.db",
    "",
    "~/x",
    "/a;b&c|d*?.db",
  ])("a shell reads %j back unchanged", (text) =>
    expect(execFileSync("/bin/sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(text),
  );
});
