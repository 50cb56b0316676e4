import { expect, test } from "vitest";
import { parseOptions } from "../server/options.ts";

test("the database comes from the command line, else from the environment", () => {
  expect(parseOptions(["--db", "a.db"], { HACOTAKI_DB: "b.db" })).toEqual({
    kind: "options",
    options: { databasePath: "a.db", port: 7460, address: "127.0.0.1", isDevelopment: false },
  });
  expect(parseOptions([], { HACOTAKI_DB: "b.db" })).toMatchObject({ options: { databasePath: "b.db" } });
  expect(parseOptions([], {})).toMatchObject({
    kind: "wrong",
    text: expect.stringContaining("Which database?"),
  });
});

test("loopback by any of its names, nothing else", () => {
  const listen = (address: string) => parseOptions(["--db", "x", "--listen", address], {});
  expect(listen("localhost")).toMatchObject({ options: { address: "127.0.0.1" } });
  expect(listen("::1")).toMatchObject({ options: { address: "::1" } });
  for (const address of ["0.0.0.0", "::", "127.0.0.2", "toString"])
    expect(listen(address).kind).toBe("wrong");
});

test("a port is a port", () => {
  for (const port of ["65536", "-1", "http", "1e3", ""])
    expect(parseOptions(["--db", "x", `--port=${port}`], {}).kind).toBe("wrong");
  expect(parseOptions(["--db", "x", "--port", "0"], {})).toMatchObject({ options: { port: 0 } });
});
