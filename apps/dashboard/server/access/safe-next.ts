/** Where to go after logging in: a path of ours. */
export function safeNext(text: string | null): string {
  if (text === null || !text.startsWith("/") || /^\/[/\\]|[\\\p{Cc}]/u.test(text) || text.length > 2048)
    return "/";
  return text;
}

export const loginHref = (next: string) =>
  next === "/" ? "/login" : `/login?next=${encodeURIComponent(safeNext(next))}`;
