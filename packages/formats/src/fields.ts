import { instant, type Instant, type Namespaces } from "@hacotaki/core";

type Fields = { readonly [key: string]: unknown };

/** A field that is not what the format says: the line is rejected with this message. */
export class FieldError extends Error {
  override readonly name = "FieldError";
}

const INT64_MAX = (1n << 63n) - 1n;
const MAX_TEXT = 65_536;

const has = (fields: Fields, key: string) =>
  Object.hasOwn(fields, key) && fields[key] !== null && fields[key] !== undefined;

export function integer(fields: Fields, key: string, min: bigint, max: bigint): bigint {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  const exact =
    typeof value === "bigint" ? value : Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
  if (exact === undefined) throw new FieldError(`${key} is not a whole number`);
  if (exact < min || exact > max) throw new FieldError(`${key} ${exact} is out of range`);
  return exact;
}
const optional =
  <Value>(read: (fields: Fields, key: string) => Value) =>
  (fields: Fields, key: string): Value | undefined =>
    has(fields, key) ? read(fields, key) : undefined;

/** ns of CLOCK_BOOTTIME: from 0 to what a 64-bit integer holds. */
export const ns = (fields: Fields, key: string): Instant => instant(integer(fields, key, 0n, INT64_MAX));
export const signedNs = (fields: Fields, key: string): bigint => integer(fields, key, -INT64_MAX, INT64_MAX);
export const u64 = (fields: Fields, key: string): bigint => integer(fields, key, 0n, (1n << 64n) - 1n);
/** Linux's largest pid is 2^22; 0 is a process outside the reader's pid namespace. */
export const pid = (fields: Fields, key: string): number => Number(integer(fields, key, 0n, 1n << 22n));
export const count = (fields: Fields, key: string): number =>
  Number(integer(fields, key, 0n, BigInt(Number.MAX_SAFE_INTEGER)));
export const int32 = (fields: Fields, key: string): number =>
  Number(integer(fields, key, -(1n << 31n), (1n << 32n) - 1n));

export function text(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== "string") throw new FieldError(`${key} is not a text`);
  if (value.length > MAX_TEXT) throw new FieldError(`${key} is longer than ${MAX_TEXT} characters`);
  return value;
}
export function flag(fields: Fields, key: string): boolean {
  const value = fields[key];
  if (typeof value !== "boolean") throw new FieldError(`${key} is not true or false`);
  return value;
}
export function texts(fields: Fields, key: string): string[] {
  const value = fields[key];
  if (
    !Array.isArray(value) ||
    value.length > 4096 ||
    !value.every((item) => typeof item === "string" && item.length <= MAX_TEXT)
  )
    throw new FieldError(`${key} is not a list of texts`);
  return value as string[];
}
export function namespaces(fields: Fields, key: string): Namespaces {
  const value = fields[key];
  if (typeof value !== "object" || value === null) throw new FieldError(`${key} is not a set of namespaces`);
  const of = (name: string) => Number(integer(value as Fields, name, 0n, (1n << 32n) - 1n));
  return {
    pid: of("pid"),
    pidForChildren: of("pid_for_children"),
    mnt: of("mnt"),
    uts: of("uts"),
    ipc: of("ipc"),
    net: of("net"),
    user: of("user"),
  };
}

export const optionalNs = optional(ns);
export const optionalU64 = optional(u64);
export const optionalPid = optional(pid);
export const optionalCount = optional(count);
export const optionalInt32 = optional(int32);
export const optionalText = optional(text);
export const optionalFlag = optional(flag);
export const optionalTexts = optional(texts);
export const optionalNamespaces = optional(namespaces);

/** Only what is there: absence is an absent field, never undefined. */
export function present<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  const kept: { [Key in keyof Value]?: Exclude<Value[Key], undefined> } = {};
  for (const key of Object.keys(value) as (keyof Value)[])
    if (value[key] !== undefined) kept[key] = value[key] as Exclude<Value[typeof key], undefined>;
  return kept;
}
