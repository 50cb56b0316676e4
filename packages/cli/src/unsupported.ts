import { packagedFor } from "@hacotaki/layout";

/** The oldest Node that packages are tried on; as in the manifest of the npm package. */
const LEAST_NODE = 24;

/** What runs this command; as in process. */
export type Runner = Pick<typeof process, "platform" | "arch" | "execPath"> & {
  readonly versions: { readonly node: string };
};

const words = (arch: string) => (arch === "x64" ? "x86-64" : arch);

/** Why a package for a machine cannot run here; undefined where it can. */
export function whyPackageUnsupported(
  packaged: string,
  { platform, arch, versions, execPath }: Runner,
): string | undefined {
  if (platform !== "linux" || arch !== packaged)
    return `this package is for Linux on ${words(packaged)}, and this is ${platform} on ${words(arch)}: install the package for it, or set Hacotaki up from its repository`;
  if (Number(versions.node.split(".")[0]) < LEAST_NODE)
    return `needs Node ${LEAST_NODE} or later, and ${execPath} is ${versions.node}`;
  return undefined;
}

/** The same of this installation. The repository decides by what it could build. */
export function whyUnsupported(): string | undefined {
  const packaged = packagedFor();
  return packaged === undefined ? undefined : whyPackageUnsupported(packaged, process);
}
