import { readFileSync } from "node:fs";
import type { Access } from "./engine.ts";
import { FleetError } from "./error.ts";

/** Files that open the fleet's database, where there are any. */
export type AccessFiles = { readonly passwordFile?: string | undefined; readonly ca?: string | undefined };

function contentOf(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new FleetError(
      "denied",
      `cannot read ${what}: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** A password is the file's first line, or the variable. @throws FleetError */
export function readAccess(
  { passwordFile, ca }: AccessFiles,
  env: Readonly<Record<string, string | undefined>>,
): Access {
  const password =
    passwordFile === undefined
      ? (env["HACOTAKI_FLEET_PASSWORD"] ?? "")
      : (contentOf(passwordFile, "the password").toString().split(/\r?\n/, 1)[0] ?? "");
  return { password, ...(ca === undefined ? {} : { ca: contentOf(ca, "the certificate") }) };
}
