/** Those fields that have a value: one that may be undefined becomes one that may be absent. */
export type WithoutUndefined<Fields> = {
  [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key];
} & {
  [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
};

/**
 * An object without the fields that are undefined: what is optional is absent, and never written out as undefined.
 * The object given itself, where it has none.
 */
export function omitUndefined<const Fields extends object>(fields: Fields): WithoutUndefined<Fields> {
  for (const key in fields)
    if (fields[key] === undefined) return presentOf(fields) as unknown as WithoutUndefined<Fields>;
  return fields as unknown as WithoutUndefined<Fields>;
}

function presentOf<Fields extends object>(fields: Fields): Partial<Fields> {
  const present: Partial<Fields> = {};
  for (const key in fields) if (fields[key] !== undefined) present[key] = fields[key];
  return present;
}
