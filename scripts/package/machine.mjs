import { readFileSync } from "node:fs";
import { at, BUILT } from "../../packages/layout/index.js";

/** By Node's word for a machine: ours, Debian's, where Debian keeps its libraries, and ELF's number. */
const MACHINES = {
  x64: { words: "x86-64", debian: "amd64", libraries: "/usr/lib/x86_64-linux-gnu", elf: 62 },
  arm64: { words: "arm64", debian: "arm64", libraries: "/usr/lib/aarch64-linux-gnu", elf: 183 },
};

/** Where ELF says what machine a file is for. */
const ELF_MACHINE_AT = 18;

/** What packages are made for, as Node calls it: the machine that makes them, whose Node and libraries they bring. */
export const cpu = process.arch;
/** The same machine's facts; undefined where no packages can be made. */
export const machine = process.platform === "linux" ? MACHINES[cpu] : undefined;

/** What the addon that was built is for, in words; another machine's may have been put in its place. */
export function addonMachine() {
  const number = readFileSync(at(BUILT.addon)).readUInt16LE(ELF_MACHINE_AT);
  return Object.values(MACHINES).find(({ elf }) => elf === number)?.words ?? `ELF machine ${number}`;
}
