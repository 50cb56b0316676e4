import type { MarkedToken, Token, Tokens } from "marked";
import { Fragment, type ReactNode } from "react";
import { pageAddress, type Document } from "./document.ts";
import { TableFrame } from "../ui/table-frame.tsx";

/** The page that is shown, and its address below /docs. */
type Props = { readonly document: Document; readonly address: string };

/**
 * A page of the documentation as elements: what is no Markdown is text, so that no page brings markup of its own. The
 * pictures are left out: they show pages of the application that one is in.
 */
export const Markdown = (props: Props) => <All {...props} tokens={props.document.blocks} />;

const All = ({ tokens, ...props }: Props & { readonly tokens: readonly Token[] }): ReactNode =>
  (tokens as readonly MarkedToken[]).map((token, at) => (
    <Fragment key={at}>{elementOf(token, props)}</Fragment>
  ));

function Anchor({ token: { href, tokens }, ...props }: Props & { readonly token: Tokens.Link }) {
  const text = <All {...props} tokens={tokens} />;
  if (href.startsWith("#")) return <a href={href}>{text}</a>;
  if (/^https?:/.test(href))
    return (
      <a href={href} rel="noreferrer">
        {text}
      </a>
    );
  const to = pageAddress(href, props.address);
  return to === undefined ? text : <a href={`/docs/${to}`}>{text}</a>;
}

function Heading({ token, ...props }: Props & { readonly token: Tokens.Heading }) {
  const text = <All {...props} tokens={token.tokens} />;
  if (token.depth === 1) return <h1>{text}</h1>;
  const id = props.document.anchors.get(token)?.[0];
  const Name = token.depth === 2 ? "h2" : token.depth === 3 ? "h3" : "h4";
  return (
    <Name id={id}>
      {text} {/* For whoever copies a link; the list of headings leads there by keys. */}
      <a href={`#${id}`} className="docs-anchor" aria-hidden="true" tabIndex={-1}>
        #
      </a>
    </Name>
  );
}

type CellProps = Props & { readonly cell: Tokens.TableCell; readonly isFirst: boolean };

function Cell({ cell, isFirst, ...props }: CellProps) {
  const scope = cell.header ? "col" : isFirst ? "row" : undefined;
  const Name = scope === undefined ? "td" : "th";
  return (
    <Name scope={scope} className={cell.align === "right" ? "number" : undefined}>
      {props.document.anchors.get(cell)?.map((id) => (
        <span key={id} id={id} className="docs-term" />
      ))}
      <All {...props} tokens={cell.tokens} />
    </Name>
  );
}

function Table({ token: { header, rows }, ...props }: Props & { readonly token: Tokens.Table }) {
  const row = (cells: readonly Tokens.TableCell[], key: number) => (
    <tr key={key}>
      {cells.map((cell, at) => (
        <Cell key={at} {...{ ...props, cell }} isFirst={at === 0} />
      ))}
    </tr>
  );
  return (
    <TableFrame>
      <table className="data">
        <thead>{row(header, 0)}</thead>
        <tbody>{rows.map(row)}</tbody>
      </table>
    </TableFrame>
  );
}

function List({ token, ...props }: Props & { readonly token: Tokens.List }) {
  const items = token.items.map((item, at) => (
    <li key={at}>
      <All {...props} tokens={item.tokens} />
    </li>
  ));
  return token.ordered ? <ol start={Number(token.start)}>{items}</ol> : <ul>{items}</ul>;
}

function elementOf(token: MarkedToken, props: Props): ReactNode {
  const all = (tokens: readonly Token[]) => <All {...props} tokens={tokens} />;
  switch (token.type) {
    case "heading":
      return <Heading {...props} token={token} />;
    case "paragraph":
      return <p>{all(token.tokens)}</p>;
    case "list":
      return <List {...props} token={token} />;
    case "table":
      return <Table {...props} token={token} />;
    case "code":
      return (
        <pre className="source" tabIndex={0}>
          {token.text}
        </pre>
      );
    case "blockquote":
      return <blockquote>{all(token.tokens)}</blockquote>;
    case "codespan":
      return <code>{token.text}</code>;
    case "strong":
      return <strong>{all(token.tokens)}</strong>;
    case "em":
      return <em>{all(token.tokens)}</em>;
    case "del":
      return <del>{all(token.tokens)}</del>;
    case "link":
      return <Anchor {...props} token={token} />;
    case "br":
      return <br />;
    case "hr":
      return <hr />;
    case "html":
      return token.block ? undefined : token.text;
    case "text":
      return token.tokens === undefined ? token.text : all(token.tokens);
    case "escape":
      return token.text;
    case "list_item":
      return all(token.tokens);
    case "space":
    case "image":
    case "def":
    case "checkbox":
      return undefined;
  }
}
