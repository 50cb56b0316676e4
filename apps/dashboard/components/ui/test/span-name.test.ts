import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import en from "../../../i18n/en.ts";
import ja from "../../../i18n/ja.ts";
import { spanNamer } from "../span-name.ts";

const inEnglish = spanNamer(createTranslator({ locale: "en", messages: en, namespace: "spanNames" }));
const inJapanese = spanNamer(
  createTranslator({ locale: "ja", messages: ja as typeof en, namespace: "spanNames" }),
);

test.each([
  ["runtime start", "ランタイム起動"],
  ["prepare", "準備"],
  ["evaluate haco file + prepare", "haco ファイル評価 + 準備"],
  ["pivot_root, until exit", "pivot_root（終了まで）"],
  ["after CONTAINER_EXECING", "CONTAINER_EXECING の後"],
  ["phase 77 → up", "phase 77 → up"],
])("%s has a name in each language", (label, name) => {
  expect(inEnglish(label)).toBe(label);
  expect(inJapanese(label)).toBe(name);
});

test("a name is cut where it has little room, and shows nothing that hides", () => {
  expect(inJapanese("a\u202eb, until exit")).not.toContain("\u202e");
  expect(inJapanese("x".repeat(300), 60).length).toBeLessThanOrEqual(61);
});
