/** Makes a value when it is first asked for: a statement about a table that older schemas lack, say. */
export function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
