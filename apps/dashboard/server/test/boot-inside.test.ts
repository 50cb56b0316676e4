import { bootReasons, detailOf, insideJson, reasonsJson } from "@hacotaki/core";
import { expect, test } from "vitest";
import { recorded, recordingNames, take } from "../../../../packages/formats/test/importing.ts";
import { bootInside, bootReasonsFound } from "../api-v1/schemas.ts";

test.each(recordingNames())("the inside of the boots of %s is as the API describes it", async (name) => {
  const { boots, events } = await take(recorded(name));
  for (const boot of boots()) {
    const json: unknown = JSON.parse(JSON.stringify(insideJson(boot, detailOf(boot, events()))));
    expect(bootInside.parse(json)).toEqual(json);
  }
});

test.each(recordingNames())(
  "why the boots of %s took so long is as the API describes it, the worst first",
  async (name) => {
    const { boots, events } = await take(recorded(name));
    for (const boot of boots()) {
      const found = reasonsJson(bootReasons(boot, { detail: detailOf(boot, events()) }), 0);
      const json: unknown = JSON.parse(JSON.stringify(found));
      const { reasons } = bootReasonsFound.parse(json);
      expect(bootReasonsFound.parse(json)).toEqual(json);
      const excess = reasons.map(({ excessNs }) => BigInt(excessNs));
      expect(excess).toEqual(excess.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
    }
  },
);
