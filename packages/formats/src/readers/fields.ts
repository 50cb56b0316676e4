import { instant, type Instant, type Namespaces } from "@hacotaki/core";

type Fields = { readonly [key: string]: unknown };

/** A field that is not what the format says: the line is rejected with this message. */
export class FieldError extends Error {
  override readonly name = "FieldError";
}

/** Half of what 64 bits hold, 146 years of uptime: an instant plus its wall clock's offset then always fits as well. */
export const MAX_INSTANT = (1n << 62n) - 1n;
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

/** ns of CLOCK_BOOTTIME. */
export const ns = (fields: Fields, key: string): Instant => instant(integer(fields, key, 0n, MAX_INSTANT));
export const signedNs = (fields: Fields, key: string): bigint => integer(fields, key, -INT64_MAX, INT64_MAX);
/** UTC minus CLOCK_BOOTTIME. */
export function inWallRange(key: string, offset: bigint): bigint {
  if (offset < -MAX_INSTANT || offset > MAX_INSTANT) throw new FieldError(`${key} is out of range`);
  return offset;
}
/** A fact's text that must be a whole number of nanoseconds. */
export function wallOffset(fields: Fields, key: string): bigint {
  const digits = text(fields, key);
  if (!/^-?\d{1,19}$/.test(digits)) throw new FieldError(`${key} is not a whole number`);
  return inWallRange(key, BigInt(digits));
}
export const u64 = (fields: Fields, key: string): bigint => integer(fields, key, 0n, (1n << 64n) - 1n);
/** Linux's largest pid is 2^22; 0 is a process outside the reader's pid namespace. */
export const pid = (fields: Fields, key: string): number => Number(integer(fields, key, 0n, 1n << 22n));
export const count = (fields: Fields, key: string): number =>
  Number(integer(fields, key, 0n, BigInt(Number.MAX_SAFE_INTEGER)));
/** As wait(2) gives it: a code of 0 to 255, and a signal of 7 bits. */
export const exitCode = (fields: Fields, key: string): number => Number(integer(fields, key, 0n, 255n));
export const signal = (fields: Fields, key: string): number => Number(integer(fields, key, 0n, 127n));
export const port = (fields: Fields, key: string): number => Number(integer(fields, key, 0n, 65_535n));

/** JSON can spell lone surrogates, UTF-8 and therefore the store cannot: they become U+FFFD. */
export function text(fields: Fields, key: string): string {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (typeof value !== "string") throw new FieldError(`${key} is not a text`);
  if (value.length > MAX_TEXT) throw new FieldError(`${key} is longer than ${MAX_TEXT} characters`);
  return value.toWellFormed();
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
  return value.map((item: string) => item.toWellFormed());
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

/** A flag that is only ever written where it holds. */
export const optionalTrue = (fields: Fields, key: string): true | undefined =>
  fields[key] === true || undefined;
export const optionalInteger = (fields: Fields, key: string, min: bigint, max: bigint): bigint | undefined =>
  has(fields, key) ? integer(fields, key, min, max) : undefined;
export const optionalNs = optional(ns);
export const optionalU64 = optional(u64);
export const optionalPid = optional(pid);
export const optionalCount = optional(count);
export const optionalExitCode = optional(exitCode);
export const optionalSignal = optional(signal);
export const optionalPort = optional(port);
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
