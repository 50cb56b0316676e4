/** JSON of somebody else's: looked into without a promise of what is there. */
export type JsonValue = unknown;

/** What lies at a path of names; undefined where one of them is missing. */
export function valueAt(value: JsonValue, ...path: readonly string[]): JsonValue {
  let here = value;
  for (const name of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[name];
  }
  return here;
}

/** The text at a path; undefined where something else, or nothing, is there. */
export function textAt(value: JsonValue, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

export function listAt(value: JsonValue, ...path: readonly string[]): readonly JsonValue[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}
