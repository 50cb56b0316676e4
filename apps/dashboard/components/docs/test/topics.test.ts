import { readFileSync } from "node:fs";
import { join } from "node:path";
import { at, KEPT } from "@hacotaki/layout";
import { expect, test } from "vitest";
import { TOPICS } from "../../ui/topics.ts";
import { readDocument } from "../document.ts";

test.each(Object.entries(TOPICS))(
  "the question mark of %s leads to a place that is there",
  (_topic, address) => {
    const [page, anchor] = address.split("#");
    const document = readDocument(readFileSync(join(at(KEPT.docs), `${page}.md`), "utf8"));
    if (anchor !== undefined) expect([...document.anchors.values()].flat()).toContain(anchor);
  },
);
