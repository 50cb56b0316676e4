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
  "inside",
  "lane",
  "live",
  "mini",
  "outcome",
  "outcomeMeans",
  "palette",
  "reasonNames",
  "runs",
  "shortcuts",
  "spanNames",
  "spans",
  "waterfall",
] as const satisfies readonly (keyof Messages)[];

export const clientMessages = (messages: Messages) =>
  Object.fromEntries(NAMESPACES.map((name) => [name, messages[name]]));

const texts = new WeakMap<Messages, string>();

/** As JSON, made once a language. */
export function clientMessagesText(messages: Messages): string {
  let text = texts.get(messages);
  if (text === undefined) texts.set(messages, (text = JSON.stringify(clientMessages(messages))));
  return text;
}
