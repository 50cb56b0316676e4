import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bootDuration, headlineDuration, spanLabel, type Boot, type Mark } from "@hacotaki/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EXPORTS, type ExportedBoot } from "../src/index.ts";
import { DARK, LIGHT } from "../src/picture/theme.ts";
import { sentenceOf } from "../src/picture/verdict.ts";
import { recorded, take } from "./importing.ts";

const exportedOf = async (name: string): Promise<readonly ExportedBoot[]> => {
  const { boots, marks } = await take(recorded(name));
  return boots().map((boot) => ({
    boot,
    marks: marks().filter((mark: Mark) => mark.bootId === boot.id),
    siblings: [],
  }));
};
const up = await exportedOf("head-multi-daemon.ndjson");
const failed = await exportedOf("head-fail-nocmd.ndjson");
const marked = await exportedOf("head-user-probes.ndjson");
const all = [...up, ...failed, ...marked];

const svgOf = (boots: readonly ExportedBoot[]) => [...EXPORTS.svg.write(boots)].join("");
const htmlOf = (boots: readonly ExportedBoot[]) => [...EXPORTS.html.write(boots)].join("");
const pngOf = async (boots: readonly ExportedBoot[]) =>
  Buffer.concat(await Array.fromAsync(EXPORTS.png.write(boots)));
const named = (boots: readonly ExportedBoot[], text: string): readonly ExportedBoot[] =>
  boots.map((each) => ({
    ...each,
    boot: {
      ...each.boot,
      container: text,
      hostName: text,
      spans: each.boot.spans.map((span) => ({ ...span, label: text, from: text })),
    },
    marks: each.marks.map((mark) => ({ ...mark, text, name: text })),
  }));

const NAME = "[A-Za-z][\\w:-]*";
const TAG = new RegExp(`^<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>`);
const TEXT = /^(?:[^<&]|&(?:amp|lt|gt|quot|#39);)+/;
/** Names of the elements of a well-formed document without comments, in order; throws where it is none (XML 1.0). */
function elementsOf(xml: string): readonly string[] {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml))
    throw new Error("a character XML forbids");
  const found: string[] = [];
  const open: string[] = [];
  for (let rest = xml; rest !== ""; ) {
    const tag = TAG.exec(rest);
    const match = tag ?? TEXT.exec(rest);
    if (match === null) throw new Error(`no XML: ${rest.slice(0, 80)}`);
    rest = rest.slice(match[0].length);
    if (tag === null) continue;
    const [, slash, name = "", attributes = "", empty] = tag;
    const keys = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, key]) => key);
    if (new Set(keys).size < keys.length) throw new Error(`an attribute twice: ${attributes}`);
    if (/&(?!amp;|lt;|gt;|quot;|#39;)/.test(attributes)) throw new Error(`a bare ampersand: ${attributes}`);
    if (slash === "/") {
      if (open.pop() !== name) throw new Error(`</${name}> ends something else`);
    } else {
      found.push(name);
      if (empty === "") open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`<${open.join("><")}> are not closed`);
  return found;
}

test("an SVG is well-formed whatever a container, a span or a mark is called, and holds drawing only", () => {
  const plain = new Set(elementsOf(svgOf(all)));
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      for (const element of elementsOf(svgOf(named(all, `${text}<script>&"'`))))
        expect(plain).toContain(element);
    }),
    { numRuns: 40 },
  );
});

test("an SVG prints every span with its duration, and what the boot came to", () => {
  for (const exported of all) {
    const { boot } = exported;
    const svg = svgOf([exported]);
    const duration = bootDuration(boot);
    if (duration !== undefined) expect(svg).toContain(`Booted in ${headlineDuration(duration)}`);
    for (const span of boot.spans) expect(svg, span.slug).toContain(`>${spanLabel(span)}</text>`);
    expect(svg.match(/<title>/g)?.length).toBeGreaterThanOrEqual(boot.spans.length);
  }
  expect(svgOf(failed)).toMatch(/Failed in exec after [\d.]+ ms/);
});

test("a sentence says of a boot that is not whole what may be missing", () => {
  const [first] = up;
  if (!first) throw new Error("no boot");
  const partial: Boot = { ...first.boot, outcome: "partial", losses: ["dropped"] };
  expect(sentenceOf(partial)).toMatch(/^Only partly seen; .*incomplete: events were dropped\.$/);
});

test("bars lie where their spans do: the widths of a boot path are its durations", () => {
  for (const exported of up) {
    const { boot } = exported;
    const bars = [
      ...svgOf([exported]).matchAll(
        /<rect class="g-\w+" x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="14"/g,
      ),
    ];
    const path = boot.spans.filter((span) => span.onPath);
    expect(bars).toHaveLength(path.length);
    const widest = Math.max(...bars.map(([, , width]) => Number(width)));
    const longest = path.reduce((max, span) => {
      const ns = span.state === "open" ? 0 : Number(span.endAt - span.startAt);
      return Math.max(max, ns);
    }, 0);
    // 10 % of the chart is left free at its right.
    expect(widest / longest).toBeCloseTo(896 / (1.1 * Number(bootDuration(boot))), 6);
  }
});

test("an HTML file asks for nothing from elsewhere and runs nothing, whatever its boots are called", () => {
  for (const boots of [all, named(all, `"><img src=//evil.example onerror=alert(1)><script>`)]) {
    const html = htmlOf(boots);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<(?:script|img|link|iframe|object|embed|base|form)\b/i);
    expect(html.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]+\s(?:src|href|on\w+)=/i);
    expect(html.match(/id="hp-hatch"/g)).toHaveLength(1);
    elementsOf(html.replace("<!doctype html>", "").replaceAll(/<meta [^>]*>/g, ""));
  }
});

test("an HTML file lists every span to the nanosecond", () => {
  const rows = htmlOf(all).match(/<tr><th scope="row">/g);
  expect(rows).toHaveLength(all.reduce((sum, { boot, marks }) => sum + boot.spans.length + marks.length, 0));
});

test("a PNG has two pixels for each of its SVG, for boots with Japanese and hostile names as well", async () => {
  for (const boots of [up, failed, named(marked, "箱滝コンテナ\u202e\u0000<script>")]) {
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svgOf(boots)) ?? [];
    const png = await pngOf(boots);
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect(png.readUInt32BE(16)).toBe(2 * Number(width));
    expect(png.readUInt32BE(20)).toBe(2 * Number(height));
  }
});

test("a picture has the colours of the dashboard", () => {
  const css = readFileSync(
    join(import.meta.dirname, "../../../apps/dashboard/components/ui/tokens.css"),
    "utf8",
  );
  for (const [name, light] of Object.entries(LIGHT))
    expect(css).toContain(`--${name}: light-dark(${light}, ${DARK[name as keyof typeof DARK]});`);
});

test("what nobody saw end is hatched, and no death is drawn at it", () => {
  const [first] = up;
  if (!first) throw new Error("no boot");
  const { endAt: _, upAt: __, ...boot } = first.boot;
  const spans = boot.spans.map((span) =>
    span.slug === "pivot-root"
      ? { ...span, state: "open" as const, group: "unattributed" as const, to: undefined, endAt: undefined }
      : span,
  );
  const unseen = { ...boot, outcome: "partial", losses: ["collector-away"], spans } as unknown as Boot; // as derived
  const svg = svgOf([{ ...first, boot: unseen }]);
  expect(svg).toMatch(/<rect class="hatch"[^>]*height="(?!10")/);
  expect(svg).not.toContain('class="cross"');
});
