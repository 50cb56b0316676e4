import { expect, test } from "vitest";
import type { BootId } from "../../src/domain/boot.ts";
import type { SharePart } from "../../src/keeping/share.ts";
import { parseShareRequest, shareHref, type ShareSubject } from "../../src/links/share-link.ts";

const [a, b] = ["0123456789abcdef", "1123456789abcdef"] as BootId[] as [BootId, BootId];
const paramsOf = (href: string) => Object.fromEntries(new URL(href, "http://localhost").searchParams);

test.each<[ShareSubject, readonly SharePart[]]>([
  [{ kind: "boot", id: a }, []],
  [{ kind: "boot", id: a }, ["hosts", "notes"]],
  [{ kind: "baseline", name: "before the upgrade" }, []],
  [
    {
      kind: "comparison",
      view: { boots: [a, b], baseline: b, align: "exec", scale: "locked", mode: "side" },
    },
    ["paths"],
  ],
])("what is to be shared is read from its link: %j", (subject, parts) => {
  expect(parseShareRequest(paramsOf(shareHref(subject, parts)))).toEqual({ subject, parts });
});

test("nothing is asked for that is not known, and nothing shared that is not named", () => {
  expect(parseShareRequest({ boot: a, show: ["hosts", "everything", "constructor"] })?.parts).toEqual([
    "hosts",
  ]);
  for (const params of [
    {},
    { boot: "x" },
    { boot: [a, b] },
    { boots: a },
    { name: "a=b" },
    { show: "hosts" },
  ])
    expect(parseShareRequest(params), JSON.stringify(params)).toBeUndefined();
});
