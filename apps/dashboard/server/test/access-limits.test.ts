import { expect, test } from "vitest";
import { createBackoff } from "../access/backoff.ts";
import { clientAddress, networkOf } from "../access/client-address.ts";
import { createRateLimit } from "../access/rate-limit.ts";
import { sessionToken } from "../access/session-cookie.ts";
import { loginHref, safeNext } from "../access/safe-next.ts";

test("five failures are free, then each doubles the wait, up to the longest", () => {
  let now = 0;
  const backoff = createBackoff(60_000, () => now);
  const waits = Array.from({ length: 14 }, () => {
    backoff.fail("ada");
    return backoff.waitMs("ada");
  });
  expect(waits).toEqual([0, 0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
  expect(backoff.waitMs("bob")).toBe(0);
  now = 59_000;
  expect(backoff.waitMs("ada")).toBe(1000);
  now = 60_000;
  expect(backoff.waitMs("ada")).toBe(0);
  backoff.forgive("ada", "all");
  backoff.fail("ada");
  expect(backoff.waitMs("ada")).toBe(0);
});

test("failures are forgotten after an hour without another", () => {
  let now = 0;
  const backoff = createBackoff(900_000, () => now);
  for (let time = 0; time < 20; time += 1) backoff.fail("ada");
  now = 3_600_000;
  backoff.fail("ada");
  expect(backoff.waitMs("ada")).toBe(0);
});

test("200 requests at once, then 100 a second, for each address", () => {
  let now = 0;
  const limit = createRateLimit(() => now);
  const taken = (key: string, tries: number) =>
    Array.from({ length: tries }, () => limit.take(key)).filter(Boolean).length;
  expect(taken("a", 300)).toBe(200);
  expect(taken("b", 1)).toBe(1);
  now = 500;
  expect(taken("a", 300)).toBe(50);
  now = 60_000;
  expect(taken("a", 300)).toBe(200);
});

test("of what proxies say, only what trusted ones have added is believed", () => {
  const from = (remoteAddress: string, ...rawHeaders: string[]) =>
    clientAddress({ rawHeaders, socket: { remoteAddress } }, ["10.0.0.1", "10.0.0.2"]);
  expect(from("::ffff:192.0.2.1", "X-Forwarded-For", "127.0.0.1")).toBe("192.0.2.1");
  expect(from("10.0.0.1", "X-Forwarded-For", "127.0.0.1, 192.0.2.1")).toBe("192.0.2.1");
  expect(from("10.0.0.1", "X-Forwarded-For", "127.0.0.1", "x-forwarded-for", "192.0.2.1, 10.0.0.2")).toBe(
    "192.0.2.1",
  );
  expect(from("10.0.0.1")).toBe("10.0.0.1");
});

test("addresses of one IPv6 network count as one", () => {
  expect(networkOf("192.0.2.1")).toBe("192.0.2.1");
  expect(networkOf("2001:db8:0:7:1:2:3:4")).toBe(networkOf("2001:db8::7:ffff:0:0:1"));
  expect(networkOf("2001:db8:0:7::1")).not.toBe(networkOf("2001:db8:0:8::1"));
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
});

test("after the login nobody is led elsewhere", () => {
  for (const next of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "evil",
    "/a\nb",
    "/a\\b",
    null,
    "",
  ])
    expect(safeNext(next), String(next)).toBe("/");
  expect(safeNext("/boots/x?span=a&b=%2F")).toBe("/boots/x?span=a&b=%2F");
  expect(loginHref("/boots/x?span=a")).toBe("/login?next=%2Fboots%2Fx%3Fspan%3Da");
  expect(loginHref("/")).toBe("/login");
});

test("of two session cookies none is believed", () => {
  const token = (cookie: string) => sessionToken({ headers: { cookie } }, false);
  expect(token("theme=dark; hacotaki_session=abc")).toBe("abc");
  expect(token("hacotaki_session=abc;hacotaki_session=def")).toBeUndefined();
  expect(token("x_hacotaki_session=abc")).toBeUndefined();
  expect(sessionToken({ headers: { cookie: "hacotaki_session=abc" } }, true)).toBeUndefined();
});
