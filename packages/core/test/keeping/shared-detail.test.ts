import { expect, test } from "vitest";
import { sharedDetail } from "../../src/keeping/shared-detail.ts";
import { instant, type ShownDetail } from "../../src/index.ts";
import { madeCall, madeDetail, madeHelper, START } from "../made-detail.ts";

const SECRET = "/srv/customers/acme";
const detail: ShownDetail = madeDetail(
  [
    madeCall("mount", 10n, 20n, {
      comm: "acme-init",
      told: [
        ["source", `"${SECRET}"`, true],
        ["flags", "MS_BIND"],
      ],
    }),
  ],
  [madeHelper(50, 100n, 200n, { command: ["/opt/acme/hook", "--token", "s3cret"], file: "/opt/acme/hook" })],
  {
    seenFrom: instant(START + 5n),
    spans: [
      {
        slug: "mount",
        calls: 1,
        helpers: 1,
        parts: [{ kind: "process", durationNs: 5n, waitedFor: { tgid: 9, comm: "acme-init" } }],
      },
    ],
  },
);
const shared = (paths: boolean, commands: boolean) =>
  sharedDetail(detail, instant(START), { paths, commands });

test("a share tells calls by name and flags; texts and command lines only where they are asked for", () => {
  const text = JSON.stringify(shared(false, false), (_, value) =>
    typeof value === "bigint" ? `${value}` : value,
  );
  for (const word of [SECRET, "s3cret", "acme-init", "/opt"]) expect(text).not.toContain(word);
  expect(shared(false, false).inside?.calls[0]?.told).toEqual([
    ["source", "…", true],
    ["flags", "MS_BIND"],
  ]);
  expect(shared(false, false).inside?.helpers[0]?.command).toEqual(["hook"]);
  expect(shared(true, false).inside?.calls[0]?.told[0]).toEqual(["source", `"${SECRET}"`, true]);
  expect(shared(false, true).inside?.helpers[0]?.command).toEqual(["/opt/acme/hook", "--token", "s3cret"]);
  expect(shared(false, true).inside?.helpers[0]?.file).toBeUndefined();
});

test("its clock begins with the boot", () => {
  const { seenFrom, inside } = shared(false, false);
  expect([seenFrom, inside?.calls[0]?.startAt, inside?.helpers[0]?.endAt]).toEqual([5n, 10n, 200n]);
});

test("an idle wait is told as one, and no other call is", () => {
  const calls = [madeCall("epoll_wait", 10n, 20n, { isIdle: true }), madeCall("read", 20n, 30n)];
  const { inside } = sharedDetail(madeDetail(calls), instant(START), { paths: false, commands: false });
  expect(inside?.calls).toEqual([
    expect.objectContaining({ name: "epoll_wait", isIdle: true }),
    expect.not.objectContaining({ isIdle: expect.anything() }),
  ]);
});
