import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";
import { promisify } from "node:util";

/**
 * OWASP's first choice for scrypt: 128 MiB and about 0.3 s a try. Node's own, because it is maintained with OpenSSL and
 * needs no native package of its own; the parameters are stored with each hash, so that they can grow.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 */
const LOG2_N = 17;
const R = 8;
const P = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 1000;

/** Taken up when it is first used: commands that ask for no password need not wait for OpenSSL. */
const derive = (password: string, salt: Buffer, bytes: number, options: ScryptOptions) =>
  promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)(password, salt, bytes, options);

/** The same characters in another Unicode form are the same password. */
const hashOf = (password: string, salt: Buffer, log2N: number, r: number, p: number, bytes: number) =>
  derive(password.normalize("NFKC"), salt, bytes, { N: 2 ** log2N, r, p, maxmem: 2 ** log2N * r * 128 * 2 });

export const isPassword = (text: string) => {
  const { length } = [...text];
  return length >= MIN_PASSWORD && length <= MAX_PASSWORD && text.isWellFormed();
};

/** What is kept of a password: scrypt$LOG2_N$R$P$SALT$HASH. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await hashOf(password, salt, LOG2_N, R, P, HASH_BYTES);
  return ["scrypt", LOG2_N, R, P, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/** What no password fits; it takes as long to find out as with any other. */
export const NO_PASSWORD = ["scrypt", LOG2_N, R, P, "A".repeat(22), "A".repeat(43)].join("$");

export async function isPasswordOf(kept: string, given: string): Promise<boolean> {
  const match = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(kept);
  if (match === null || given.length > MAX_PASSWORD * 2) return false;
  const [, log2N, r, p, salt = "", hash = ""] = match;
  const expected = Buffer.from(hash, "base64url");
  const found = await hashOf(
    given,
    Buffer.from(salt, "base64url"),
    Number(log2N),
    Number(r),
    Number(p),
    expected.length,
  );
  return timingSafeEqual(found, expected) && kept !== NO_PASSWORD;
}
