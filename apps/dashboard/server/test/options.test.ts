import { expect, test } from "vitest";
import { parseOptions } from "../options.ts";

test("the database comes from the command line, else from the environment", () => {
  expect(parseOptions(["--db", "a.db"], { HACOTAKI_DB: "b.db" })).toEqual({
    kind: "options",
    options: {
      databasePath: "a.db",
      port: 7460,
      address: "127.0.0.1",
      isDevelopment: false,
      isOpen: false,
      asksLogin: false,
      origins: [],
      proxies: [],
      keepsColumns: true,
    },
  });
  expect(parseOptions([], { HACOTAKI_DB: "b.db" })).toMatchObject({ options: { databasePath: "b.db" } });
  expect(parseOptions([], {})).toMatchObject({
    kind: "wrong",
    text: expect.stringContaining("Which database?"),
  });
});

test("columns are kept for the next start unless the environment says that they are not", () => {
  const keeps = (value: string) => parseOptions(["--db", "x"], { HACOTAKI_KEEP_COLUMNS: value });
  expect(keeps("off")).toMatchObject({ options: { keepsColumns: false } });
  expect(keeps("")).toMatchObject({ options: { keepsColumns: true } });
});

const parsed = (...args: string[]) => parseOptions(["--db", "x", ...args], {});

test("on this machine alone no login is asked for, unless it is wanted", () => {
  expect(parsed("--listen", "localhost")).toMatchObject({
    options: { address: "127.0.0.1", isOpen: false, asksLogin: false },
  });
  expect(parsed("--listen", "[::1]")).toMatchObject({ options: { address: "::1", asksLogin: false } });
  expect(parsed("--login")).toMatchObject({ options: { isOpen: false, asksLogin: true } });
});

test("beyond this machine a login is always asked for, and behind a proxy too", () => {
  for (const address of ["0.0.0.0", "::", "192.0.2.7", "127.0.0.2"])
    expect(parsed("--listen", address), address).toMatchObject({
      options: { address, asksLogin: true, isOpen: true },
    });
  expect(parsed("--origin", "https://boots.example.org")).toMatchObject({
    options: { origins: ["https://boots.example.org"], asksLogin: true, isOpen: false },
  });
  expect(parsed("--proxy", "::ffff:10.0.0.1")).toMatchObject({
    options: { proxies: ["10.0.0.1"], asksLogin: true },
  });
});

test("addresses, origins and headers are what they say they are", () => {
  for (const args of [
    ["--listen", "toString"],
    ["--listen", "example.org"],
    ["--origin", "https://boots.example.org/path"],
    ["--origin", "ftp://boots.example.org"],
    ["--origin", "https://ada@boots.example.org"],
    ["--proxy", "proxy.example.org"],
    ["--proxy-user-header", "X-Remote-User"],
    ["--proxy", "10.0.0.1", "--proxy-user-header", "a b"],
    ["--proxy", "10.0.0.1", "--proxy-user-header", "Authorization"],
    ["--proxy", "10.0.0.1", "--proxy-user-header", "Cookie"],
    ["--proxy", "10.0.0.1", "--proxy-user-header", "X-Forwarded-For"],
    ["--proxy", "10.0.0.1", "--proxy-user-header", "X-Hacotaki-Share"],
  ])
    expect(parsed(...args).kind, args.join(" ")).toBe("wrong");
  expect(parsed("--proxy", "10.0.0.1", "--proxy-user-header", "X-Remote-User")).toMatchObject({
    options: { userHeader: "x-remote-user" },
  });
});

test("a port is a port", () => {
  for (const port of ["65536", "-1", "http", "1e3", ""])
    expect(parseOptions(["--db", "x", `--port=${port}`], {}).kind).toBe("wrong");
  expect(parseOptions(["--db", "x", "--port", "0"], {})).toMatchObject({ options: { port: 0 } });
});
