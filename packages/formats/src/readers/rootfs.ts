type Fields = { readonly [key: string]: unknown };

/** The source of the root's bind mount onto itself; undefined for any other mount. */
export type MountReading = (syscall: Fields) => string | undefined;

const NAMESPACE_GENERATED = 12;
const FILESYSTEM_SETUP = 13;
const MS_BIND = 0x1000;
const MAX_PATH = 4096;
/** A stream that never passes 13 must not grow without end. */
const MAX_WATCHED = 50_000;

/**
 * Where a container's root file system comes from: between phases 12 and 13 haconiwa bind mounts it onto itself.
 * Hooks and applications may do the same with any folder, before and after.
 */
export function rootfsSearch() {
  const watched = new Set<number>();
  return {
    pass(tgid: number | undefined, phase: number): void {
      if (tgid === undefined) return;
      if (phase === FILESYSTEM_SETUP) watched.delete(tgid);
      else if (phase === NAMESPACE_GENERATED && watched.size < MAX_WATCHED) watched.add(tgid);
    },
    forget(tgid: number | undefined): void {
      if (tgid !== undefined) watched.delete(tgid);
    },
    readMount(syscall: Fields): string | undefined {
      const args = syscall["args"];
      if (typeof args !== "object" || args === null || !watched.has(Number(syscall["pid"]))) return undefined;
      const { source, target, flags } = args as Fields;
      const isBind = typeof flags === "number" && (flags & MS_BIND) !== 0;
      const isPath = typeof source === "string" && source.startsWith("/") && source.length <= MAX_PATH;
      return isBind && isPath && source === target ? source.toWellFormed() : undefined;
    },
  };
}
