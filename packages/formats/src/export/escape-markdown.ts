import { visibleText } from "@hacotaki/core";

/** Text from outside, made safe to show in Markdown: everything that it, or HTML inside of it, would take for its own. */
export const escapeMarkdown = (text: string) =>
  visibleText(text, 120).replaceAll(/[\\`*_[\]<>|~&@]/g, "\\$&");
