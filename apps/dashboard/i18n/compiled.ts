import compile from "icu-minify/compile";

type Tree = { readonly [key: string]: string | Tree };

function compileTree(tree: Tree): object {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      // The compiler makes objects without a prototype, which no page could send to a browser; a clone has one.
      typeof value === "string" ? structuredClone(compile(value)) : compileTree(value),
    ]),
  );
}

const compiled = new WeakMap<Tree, object>();

/** Messages parsed, in the form that pages and browsers format without a parser. Done once a language. */
export function compiledMessages<Messages extends Tree>(messages: Messages): Messages {
  const tree = compiled.get(messages) ?? compileTree(messages);
  compiled.set(messages, tree);
  // The library's types know messages by their source text only.
  return tree as Messages;
}
