/** The parameters of an address as hidden fields: a form that leads there keeps them, and says `without` itself. */
export function ViewFields({ href, without }: { href: string; without?: (name: string) => boolean }) {
  const query = [...new URL(href, "http://localhost").searchParams];
  return query
    .filter(([name]) => without?.(name) !== true)
    .map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}
