/**
 * What a domain object is made of: each of its fields, the optional ones too, NULL standing for absence. A field that is
 * forgotten, misspelt or of another type does not compile.
 */
export type Columns<Domain> = {
  readonly [Key in keyof Domain]-?:
    | Exclude<Domain[Key], undefined>
    | (Record<never, unknown> extends Pick<Domain, Key> ? null : never);
};

/** A row's NULLs are absences: the domain has no key for what is not there. */
export function present<Domain extends object>(columns: Columns<Domain>): Domain {
  const fields: Record<string, unknown> = {};
  for (const key in columns) if (columns[key] !== null) fields[key] = columns[key];
  return fields as Domain; // every field of it that is not absent
}

export const numberOf = (value: bigint | null): number | null => (value === null ? null : Number(value));
