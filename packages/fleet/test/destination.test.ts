import { expect, test } from "vitest";
import { parseDestination } from "../src/index.ts";

const parsed = (text: string) => {
  const result = parseDestination(text);
  return result.kind === "destination" ? result.destination : result.reason;
};

test("an address names server, user and database, and is told without what is the usual", () => {
  expect(parsed("clickhouse://shipper@ch.example.org/hacotaki")).toEqual({
    name: "clickhouse://shipper@ch.example.org:8123/hacotaki",
    url: "http://ch.example.org:8123",
    user: "shipper",
    database: "hacotaki",
  });
  expect(parsed("clickhouse://[::1]:9000/boots")).toMatchObject({
    url: "http://[::1]:9000",
    user: "default",
    database: "boots",
  });
});

test("TLS is asked for by the scheme or by secure=true, and is another place than without", () => {
  const encrypted = { url: "https://ch:8443", name: "clickhouses://ch:8443/db" };
  expect(parsed("clickhouses://ch/db")).toMatchObject(encrypted);
  expect(parsed("clickhouse://ch/db?secure=true")).toMatchObject(encrypted);
  expect(parsed("clickhouse://ch/db?secure=false")).toMatchObject({ url: "http://ch:8123" });
});

test.each([
  ["nonsense", "give an address"],
  ["http://ch:8123/db", "give an address"],
  ["clickhouse://shipper:secret@ch/db", "holds a password"],
  ["clickhouse://ch", "name of a database"],
  ["clickhouse://ch/", "name of a database"],
  ["clickhouse://ch/a/b", "name of a database"],
  ["clickhouse://ch/db;DROP", "name of a database"],
  ["clickhouse://ch/db`", "name of a database"],
  [`clickhouse://ch/${"d".repeat(65)}`, "name of a database"],
  ["clickhouse://ch/db?secure=perhaps", "?secure=true"],
  ["clickhouses://ch/db?secure=false", "always encrypted"],
  ["clickhouse://ch/db?compress=1", "?secure=true"],
  ["clickhouse://ch/db#x", "#"],
  ["clickhouse://%ff@ch/db", "not escaped"],
])("%s is no address, and what to do is said", (text, words) => {
  expect(parsed(text)).toContain(words);
});
