import { parseBootId } from "../domain/boot-id.ts";

/** Grows when an address or a parameter changes its form; the form before it then goes into the table below. */
export const LINK_VERSION = 1;

type OldForm = {
  /** The last version that wrote such links; 0 for forms that people type and no version wrote. */
  readonly until: number;
  readonly path: RegExp;
  /** Today's path for what the pattern's groups hold; undefined when it is none after all. */
  readonly now: (...groups: readonly string[]) => string | undefined;
};

const bootPath = (given = "") => {
  const id = parseBootId(given);
  return id && `/boots/${id}`;
};

/** Forms of earlier versions. Links lie in tickets and chats for years: nothing is ever taken out of this table. */
export const OLD_FORMS: readonly OldForm[] = [
  { until: 0, path: /^\/boots$/, now: () => "/" },
  { until: 0, path: /^\/boot\/([^/]+)$/, now: bootPath },
  // Upper case, and the letters that Crockford's alphabet takes for digits: as somebody read it to somebody.
  { until: 0, path: /^\/boots\/([^/]+)$/, now: bootPath },
  { until: 0, path: /^\/container$/, now: () => "/containers" },
  { until: 0, path: /^\/container\/([^/]+)$/, now: (name = "") => `/containers/${name}` },
];

/** Where an address of an older form is today, its parameters kept; undefined for one that is as it should be. */
export function addressToday(address: string): string | undefined {
  const [path = "", ...rest] = address.split("?");
  for (const { path: pattern, now } of OLD_FORMS) {
    const match = pattern.exec(path);
    const today = match === null ? undefined : now(...match.slice(1));
    if (today !== undefined && today !== path)
      return rest.length === 0 ? today : `${today}?${rest.join("?")}`;
  }
  return undefined;
}
