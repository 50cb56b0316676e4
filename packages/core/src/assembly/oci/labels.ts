import type { OciFacts } from "../../domain/boot.ts";

/** Labels of a boot are told in every row of lists: no more of them, and none longer, in characters. */
const MOST_LABELS = 32;
const LONGEST = 200;

/** What the fact says of a container's labels; nothing of what is too long to be told, or is no label. */
export function labelsOf(fact: string | undefined): OciFacts["labels"] {
  const given: unknown = fact === undefined ? undefined : parsed(fact);
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  const told = Object.entries(given).filter(
    (label): label is [string, string] =>
      typeof label[1] === "string" && label[0] !== "" && label[0].length + label[1].length <= LONGEST,
  );
  return told.length === 0 ? undefined : Object.fromEntries(told.slice(0, MOST_LABELS));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
