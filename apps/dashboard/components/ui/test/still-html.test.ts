import { createElement as h, Fragment, memo, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { htmlOf, rootOf } from "../still-html.ts";

const NONE = new Map();
const written = (node: ReactNode) => htmlOf(node, NONE);

const Name = ({ name }: { readonly name: string }) => h("b", { className: "name" }, name);
const Kept = memo(function Kept({ n }: { readonly n: number }) {
  return h(Fragment, null, h(Name, { name: "kept" }), " ", n);
});

const DRAWINGS: Readonly<Record<string, ReactNode>> = {
  "text with all that HTML knows": `<a href="x">'&amp;'</a>`,
  nothing: [undefined, null, true, false, ""],
  "numbers, large ones as well": [0, -1.5, 9_007_199_254_740_993n],
  "components and fragments": h(
    "p",
    null,
    h(Kept, { n: 3 }),
    h(Fragment, null, [h("i", { key: 1 }, "a"), "b"]),
  ),
  "attributes under other names": h(
    "label",
    { className: "a b", htmlFor: "x", tabIndex: -1, id: "y", title: `"quoted" & <so>` },
    "text",
  ),
  "what is told, true or false": h("tr", {
    "aria-selected": false,
    "aria-hidden": true,
    "data-straggler": false,
    "data-n": 3,
    "data-none": undefined,
  }),
  flags: [
    h("details", { key: 1, open: true }, h("summary", null, "s")),
    h("details", { key: 2, open: false }),
    h("button", { key: 3, type: "button", disabled: true, hidden: true }),
  ],
  tables: h(
    "table",
    null,
    h("tbody", null, h("tr", null, h("td", { colSpan: 2, rowSpan: 3 }, "c"), h("th", { scope: "row" }))),
  ),
  "elements without an end": h("p", null, "a", h("br"), "b", h("hr")),
  "HTML that is given": h("tbody", { dangerouslySetInnerHTML: { __html: "<tr></tr>" } }),
  "lines of a file": h("pre", null, "\nfirst\n second"),
  drawings: h(
    "svg",
    { viewBox: "0 0 1 1", preserveAspectRatio: "none", width: "100%", height: 14, overflow: "visible" },
    h("path", {
      d: "M0 0h1",
      fill: "none",
      strokeWidth: 2,
      strokeLinecap: "round",
      vectorEffect: "non-scaling-stroke",
    }),
    h("text", { x: 1.5, textAnchor: "end" }, "t"),
    h("pattern", { id: "p", patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }),
    h("stop", { stopOpacity: "0.5", offset: "1" }),
    h("a", { href: "/?a=1&b=2" }, h("title", null, "leads on")),
  ),
};

test.for(Object.entries(DRAWINGS))("%s is written as React writes it", ([, node]) => {
  expect(written(node)).toBe(renderToStaticMarkup(node));
});

test("a component is drawn as another where that stands in its place", () => {
  const instead = new Map([[Name, ({ name }: { readonly name: string }) => h("u", null, name)]]);
  expect(htmlOf(h(Kept, { n: 1 }), instead)).toBe("<u>kept</u> 1");
});

test("the root of a drawing is apart from what is in it", () => {
  const Section = () => h("section", { id: "s", "aria-label": "named" }, h("h2", null, "head"), "text");
  expect(rootOf(h(Section), NONE)).toEqual({
    tag: "section",
    attributes: { id: "s", "aria-label": "named" },
    html: "<h2>head</h2>text",
  });
  expect(
    rootOf(
      h(() => undefined),
      NONE,
    ),
  ).toBeUndefined();
  expect(() => rootOf(h(Fragment, null, "two", "parts"), NONE)).toThrow("one element");
});

test("what needs React afterwards is an error", () => {
  const client = Object.assign(() => null, { $$typeof: Symbol.for("react.client.reference") });
  const waiting = () => Promise.resolve("later");
  for (const node of [
    h("p", { onClick: () => undefined }),
    h("p", { style: { color: "red" } }),
    h("p", { ref: { current: null } }),
    h("p", { isOwn: "attribute" }),
    h("p", { title: true as unknown as string }),
    h("input", { name: "field" }),
    h("select", { defaultValue: "a" }),
    h("script", { src: "/x.js" }),
    h(client),
    h(waiting),
  ])
    expect(() => written(node)).toThrow(TypeError);
});

test("a link leads to no script", () => {
  for (const href of ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "\tx"])
    expect(() => written(h("a", { href }))).toThrow(RangeError);
  for (const href of ["/boots", "#part", "?q=a", "https://example.org/"])
    expect(written(h("a", { href }))).toContain(href);
});
