import type { Messages } from "next-intl";

/** What components in the browser say; the rest stays at the server. */
const NAMESPACES = [
  "app",
  "boots",
  "charts",
  "compare",
  "containers",
  "detail",
  "error",
  "event",
  "group",
  "import",
  "lane",
  "live",
  "mini",
  "outcome",
  "outcomeMeans",
  "palette",
  "runs",
  "shortcuts",
  "spanNames",
  "spans",
  "waterfall",
] as const satisfies readonly (keyof Messages)[];

export const clientMessages = (messages: Messages) =>
  Object.fromEntries(NAMESPACES.map((name) => [name, messages[name]]));
