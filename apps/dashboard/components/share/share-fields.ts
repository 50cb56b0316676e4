import {
  MAX_SHARE_COMMENT,
  MAX_SHARE_TITLE,
  shareHref,
  type SearchParams,
  type ShareRequest,
} from "@hacotaki/core";

/** How long a share may last, in days; "until revoked" is offered beside them. */
export const SHARE_DAYS = [1, 7, 30, 90, 365] as const;
const USUAL_DAYS = "30";

/** What is written on the form beside what is shown. */
export type ShareWords = {
  /** As the page proposes it, where nobody has written one. */
  readonly title?: string;
  readonly comment: string;
  /** Days as the form has them; empty for until revoked. */
  readonly expires: string;
};

const one = (value: SearchParams[string]) => (typeof value === "string" ? value : undefined);

/** What was written on the form already, when the preview is asked for anew without script. */
export function parseShareWords(params: SearchParams): ShareWords {
  const title = one(params["title"]);
  const expires = one(params["expires"]);
  const isOffered = expires === "" || SHARE_DAYS.some((days) => String(days) === expires);
  return {
    ...(title === undefined ? {} : { title: title.slice(0, MAX_SHARE_TITLE) }),
    comment: (one(params["comment"]) ?? "").slice(0, MAX_SHARE_COMMENT),
    expires: expires !== undefined && isOffered ? expires : USUAL_DAYS,
  };
}

/** Of an address, which has up to 4096 characters: the rest is for what is shared. */
const MAX_WORDS = 3000;

/** The preview of this, with what was written already as far as an address holds it. */
export function previewHref({ subject, parts }: ShareRequest, { comment, ...short }: ShareWords): string {
  const words = new URLSearchParams(short);
  const all = new URLSearchParams({ ...short, comment }).toString();
  return `${shareHref(subject, parts)}&${all.length <= MAX_WORDS ? all : words.toString()}`;
}

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
