import {
  alertMessage,
  isWebhookName,
  messageBody,
  parseBudget,
  parseWebhookUrl,
  testMessage,
  webhookHost,
  type BootId,
  type Firing,
} from "@hacotaki/core";
import { expect, test } from "vitest";

const firing = (budget: string, more: Partial<Firing> = {}): Firing => {
  const parsed = parseBudget(budget);
  if ("problem" in parsed) throw new Error(budget);
  return {
    id: 12,
    alertId: 3,
    container: "web",
    budget: parsed.budget,
    firedAt: 1_790_000_000_000_000_000n,
    value: 412_000_000,
    n: 50,
    boot: "0drx70v2309q9ymf" as BootId,
    since: 1_789_999_000_000_000_000n,
    ...more,
  };
};
const usual = { n: 812, p50: 180_000_000, p95: 210_000_000 };

test("a firing is told in one line, with value, limit and what is usual, and with links to look further", () => {
  const message = alertMessage("firing", firing("boot p95 <= 300ms", { usual }), "https://boots.example.org");
  expect(message.text).toBe(
    "web: boot p95 is 412 ms, more than 300 ms (50 boots); usually 180 ms (p95 210 ms, 812 boots)",
  );
  expect(message).toMatchObject({
    version: 1,
    kind: "firing",
    valueNs: "412000000",
    valueBoots: null,
    usual: { boots: 812, p50Ns: "180000000", p95Ns: "210000000" },
    links: {
      boot: "https://boots.example.org/boots/0drx70v2309q9ymf",
      container: "https://boots.example.org/containers/web",
    },
  });
  expect(message.links.comparison).toMatch(
    /^https:\/\/boots\.example\.org\/compare\?.*baseline=.*candidate=/,
  );
});

test("failures and stuck boots are counted, and the end of a firing says how long it took", () => {
  expect(alertMessage("firing", firing("no failed boot", { value: 2 }), "").text).toBe(
    'web: 2 of 50 boots failed; the budget is "no failed boot"',
  );
  expect(alertMessage("firing", firing("stuck", { value: 1, n: 1 }), "").text).toContain("1 boot stuck");
  const over = firing("stuck", { value: 1, resolvedAt: 1_790_000_090_000_000_000n });
  expect(alertMessage("resolved", over, "").text).toBe(
    'web: "no stuck boot" is kept again, 1 min 30 s after it was broken',
  );
});

test("what a container is called breaks no line and no JSON", () => {
  const message = alertMessage("firing", firing("stuck", { container: 'a"\n\u202Eb' }), "http://h");
  expect(message.text).not.toMatch(/[\n\u202E]/);
  expect(JSON.parse(messageBody(message, "text"))).toEqual({
    text: expect.stringContaining("http://h/boots/"),
  });
});

test("a test message says that it is one", () => {
  expect(JSON.parse(messageBody(testMessage("http://h"), "whole"))).toMatchObject({
    version: 1,
    kind: "test",
    firing: null,
  });
});

test.each([
  ["https://hooks.example.org/services/T0/B0", undefined],
  ["http://127.0.0.1:9093/hook", undefined],
  ["hooks.example.org/x", "shape"],
  ["file:///etc/shadow", "shape"],
  ["ftp://example.org/x", "scheme"],
  ["javascript:alert(1)", "shape"],
  ["https://user:secret@example.org/", "login"],
  ["https://example.org/#x", "fragment"],
  ["https://example.org/a b", "control"],
  [`https://example.org/${"x".repeat(2_000)}`, "length"],
] as const)("%s as an address of a webhook: %s", (given, problem) => {
  const parsed = parseWebhookUrl(given);
  expect("problem" in parsed ? parsed.problem : undefined).toBe(problem);
});

test("of an address that is shown, only the host is", () => {
  expect(webhookHost("https://hooks.example.org:8443/services/T0/SECRET")).toBe("hooks.example.org:8443");
  for (const name of ["ops", "On call 2", "チャット"]) expect(isWebhookName(name), name).toBe(true);
  for (const name of ["", " ops", "-x", "a\nb", "x".repeat(65)])
    expect(isWebhookName(name), name).toBe(false);
});
