import { isoWallTime, type Boot } from "@hacotaki/core";

/** Other characters would have to be escaped somewhere: in a header, a shell, or another system's folder. */
const UNSAFE = /[^A-Za-z0-9._-]+/g;
const MOST = 60;

/** A file's name as people look for it later: container, wall time and the beginning of the id. */
export function exportName(
  { id, container, wallTime }: Pick<Boot, "id" | "container" | "wallTime">,
  extension: string,
) {
  const name = container
    .replace(UNSAFE, "_")
    .replace(/^[._-]+/, "")
    .slice(0, MOST);
  const at = isoWallTime(wallTime)
    ?.replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "");
  return [name === "" ? "boot" : name, at, `${id.slice(0, 8)}.${extension}`]
    .filter((part) => part !== undefined)
    .join("-");
}
