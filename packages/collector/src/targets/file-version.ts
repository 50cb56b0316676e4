import { statSync } from "node:fs";

/** Changes whenever the file at a path may have become another one, or may hold something else. */
export type FileVersion = string;

/** The change time tells what the number does not: an overlay's copy-up, a number given to a new file, a write. */
export function fileVersionOf(path: string): FileVersion | undefined {
  try {
    const { dev, ino, ctimeNs } = statSync(path, { bigint: true });
    return `${dev} ${ino} ${ctimeNs}`;
  } catch {
    return undefined;
  }
}
