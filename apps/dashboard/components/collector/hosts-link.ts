/** As a filter's. */
const MAX_LABEL = 512;

/** The page of hosts; of those that have a label alone. */
export const hostsHref = (narrowedTo?: string): string =>
  narrowedTo === undefined ? "/hosts" : `/hosts?${new URLSearchParams({ label: narrowedTo })}`;

/** The label that an address narrows the page to. */
export const parseHostsLabel = (given: string | readonly string[] | undefined): string | undefined =>
  typeof given === "string" && given !== "" && given.length <= MAX_LABEL ? given : undefined;
