/** How long a share may last, in days; the first offered, before "until revoked". */
export const SHARE_DAYS = [1, 7, 30, 90, 365] as const;

/** Holds the link of a share that was just made: its id and token. */
export const MADE_COOKIE = "made";

/** The share that was just made, of the cookie's value. */
export function parseMade(
  cookie: string | undefined,
): { readonly id: number; readonly token: string } | undefined {
  const match = /^(\d{1,15})\.([\w-]{24})$/.exec(cookie ?? "");
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { id: Number(match[1]), token: match[2] };
}
