import { expect, test } from "vitest";
import { rowsHtml } from "../text-table-rows.ts";

test("a cell's text is shown as it is, whatever it holds", () => {
  expect(rowsHtml([[{ text: `<script>alert("x")</script> & 'y'` }]])).toBe(
    "<tr><td>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#x27;y&#x27;</td></tr>",
  );
});

test("a row's head, numbers and the colour of a group are told by their marks alone", () => {
  expect(
    rowsHtml([
      [
        { text: "pivot_root", isHead: true, group: "namespaces" },
        { text: "3", isNumber: true },
      ],
    ]),
  ).toBe(
    '<tr><th scope="row" class="g-namespaces"><span class="swatch"></span>pivot_root</th><td class="number">3</td></tr>',
  );
});

test("a link leads to a path of this server, quoted, and nowhere else", () => {
  expect(rowsHtml([[{ text: "then", href: `/?q="a"&b=<c>` }]])).toBe(
    '<tr><td><a href="/?q=&quot;a&quot;&amp;b=&lt;c&gt;">then</a></td></tr>',
  );
  for (const href of ["javascript:alert(1)", "//elsewhere.example/", "https://elsewhere.example/", " /x", ""])
    expect(() => rowsHtml([[{ text: "then", href }]])).toThrow(RangeError);
});
