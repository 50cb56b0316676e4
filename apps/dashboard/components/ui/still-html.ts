import { Fragment, isValidElement, type ReactElement, type ReactNode } from "react";
import { escaped } from "../../charts/escaped.ts";

/**
 * Elements of React as HTML, as `renderToStaticMarkup` writes them, for what is drawn once: elements of HTML and SVG, and
 * components that are functions of their props. Whatever needs React afterwards is an error: handlers, refs, styles, fields
 * with a default, components of the browser, and those that wait.
 */

type Props = Readonly<Record<string, unknown>> & { readonly children?: ReactNode };
/** What stands in place of a component, by the component. */
export type Instead = ReadonlyMap<unknown, (props: never) => ReactNode>;
/** An element of HTML or SVG, and what is in it. */
export type Root = { readonly tag: string; readonly attributes: Props; readonly html: string };

const CLIENT = Symbol.for("react.client.reference");
const MEMO = Symbol.for("react.memo");

const VOID: ReadonlySet<string> = new Set(["br", "col", "hr", "img", "wbr"]);
/** React moves them elsewhere, or follows what is typed into them. */
const REFUSED: ReadonlySet<string> = new Set([...["input", "link", "meta", "script", "style", "textarea"]]);

/** React's names of attributes that HTML and SVG write otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  className: "class",
  htmlFor: "for",
  tabIndex: "tabindex",
  fillOpacity: "fill-opacity",
  stopOpacity: "stop-opacity",
  strokeDasharray: "stroke-dasharray",
  strokeLinecap: "stroke-linecap",
  strokeLinejoin: "stroke-linejoin",
  strokeWidth: "stroke-width",
  textAnchor: "text-anchor",
  vectorEffect: "vector-effect",
};
/** Written as they are. */
const MIXED: ReadonlySet<string> = new Set([
  ...["colSpan", "dateTime", "patternTransform", "patternUnits", "preserveAspectRatio", "rowSpan", "viewBox"],
]);
const FLAGS: ReadonlySet<string> = new Set(["disabled", "hidden", "open", "selected"]);
/** Not attributes. */
const APART: ReadonlySet<string> = new Set(["children", "dangerouslySetInnerHTML"]);
/** Where a link may lead: what has a scheme of its own could be script. */
const ADDRESS = /^(?:[/#?]|https?:)/;

function attribute(tag: string, name: string, value: unknown): string {
  if (value === undefined || value === null || APART.has(name)) return "";
  if (FLAGS.has(name)) return value === true ? ` ${name}=""` : "";
  const isTold = name.startsWith("data-") || name.startsWith("aria-");
  if (typeof value !== "string" && typeof value !== "number" && !(isTold && typeof value === "boolean"))
    throw new TypeError(`no attribute of something at rest: ${name} of <${tag}>`);
  if (!isTold && NAMES[name] === undefined && !MIXED.has(name) && !/^[a-z][a-z0-9]*$/.test(name))
    throw new TypeError(`unknown attribute: ${name} of <${tag}>`);
  if ((name === "href" || name === "src") && !ADDRESS.test(String(value)))
    throw new RangeError(`not an address to lead to: ${String(value)}`);
  return ` ${NAMES[name] ?? name}="${escaped(String(value))}"`;
}

function tagHtml(tag: string, props: Props, instead: Instead): string {
  if (REFUSED.has(tag)) throw new TypeError(`<${tag}> is React's own affair`);
  let start = `<${tag}`;
  for (const name in props) start += attribute(tag, name, props[name]);
  if (VOID.has(tag)) return `${start}/>`;
  const content = contentHtml(props, instead);
  // HTML drops a line break right after this tag.
  const first = tag === "pre" && content.startsWith("\n") ? "\n" : "";
  return `${start}>${first}${content}</${tag}>`;
}

function contentHtml({ children, dangerouslySetInnerHTML: raw }: Props, instead: Instead): string {
  // React's own name for it.
  return raw === undefined ? htmlOf(children, instead) : (raw as { readonly __html: string }).__html;
}

/** What a component draws. Called as what stands around it is drawn, so that its hooks are those of that. */
function drawn({ type, props }: ReactElement, instead: Instead): ReactNode {
  const other = instead.get(type);
  if (other !== undefined) return other(props as never);
  // `type` is whatever was given for a component.
  const component = type as unknown as { readonly $$typeof?: symbol; readonly type?: unknown };
  const plain = component.$$typeof === MEMO ? component.type : component;
  if (typeof plain !== "function" || component.$$typeof === CLIENT)
    throw new TypeError(`not a function of its props: ${String(component.$$typeof ?? type)}`);
  return (plain as (props: unknown) => ReactNode)(props);
}

/** @throws TypeError for what is more than a drawing */
export function htmlOf(node: ReactNode, instead: Instead): string {
  if (typeof node === "string") return escaped(node);
  if (node === undefined || node === null || typeof node === "boolean") return "";
  if (typeof node === "number" || typeof node === "bigint") return String(node);
  if (Array.isArray(node)) {
    let html = "";
    for (const each of node as readonly ReactNode[]) html += htmlOf(each, instead);
    return html;
  }
  if (!isValidElement<Props>(node)) throw new TypeError("waits for something: what is at rest does not");
  if (node.type === Fragment) return htmlOf(node.props.children, instead);
  if (typeof node.type === "string") return tagHtml(node.type, node.props, instead);
  return htmlOf(drawn(node, instead), instead);
}

/**
 * The one element that a drawing consists of; undefined where nothing is drawn.
 * @throws TypeError where it is several, or more than a drawing
 */
export function rootOf(node: ReactNode, instead: Instead): Root | undefined {
  if (node === undefined || node === null || typeof node === "boolean") return undefined;
  if (!isValidElement<Props>(node) || node.type === Fragment)
    throw new TypeError("a drawing at rest is one element");
  if (typeof node.type !== "string") return rootOf(drawn(node, instead), instead);
  const { children: _, dangerouslySetInnerHTML: __, ...attributes } = node.props;
  return { tag: node.type, attributes, html: contentHtml(node.props, instead) };
}
