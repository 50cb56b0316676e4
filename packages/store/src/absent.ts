type Present<T> = { [Key in keyof T as null extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as null extends T[Key] ? Key : never]?: Exclude<T[Key], null>;
};

/** A row's NULLs are absences: the domain has no key for what is not there. */
export function present<T extends object>(columns: T): Present<T> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(columns)) if (value !== null) kept[key] = value;
  return kept as Present<T>; // exactly the keys whose value is not null
}

export const numberOf = (value: bigint | null): number | null => (value === null ? null : Number(value));
