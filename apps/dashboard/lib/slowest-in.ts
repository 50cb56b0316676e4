/** The list of a container's boots, slowest in one span first. */
export const slowestInHref = (container: string, slug: string) =>
  `/?${new URLSearchParams({ container, sort: `span:${slug}` })}`;
