/** Names of a machine's system calls by number; `arch` as process.arch. None of a machine that is not known. */
export function callNames(arch: string): ReadonlyMap<number, string>;
