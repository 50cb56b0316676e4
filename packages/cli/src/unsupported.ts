import { isInstalled } from "@hacotaki/layout";

/** The oldest Node that packages are tried on; as in the manifest of the npm package. */
const LEAST_NODE = 24;

/** Why an installed package cannot run here; undefined where it can. The repository decides by what it could build. */
export function whyUnsupported(): string | undefined {
  if (!isInstalled) return undefined;
  const { platform, arch, versions, execPath } = process;
  if (platform !== "linux" || arch !== "x64")
    return `this package is for Linux on x86-64, and this is ${platform} on ${arch}: set Hacotaki up from its repository instead`;
  if (Number(versions.node.split(".")[0]) < LEAST_NODE)
    return `needs Node ${LEAST_NODE} or later, and ${execPath} is ${versions.node}`;
  return undefined;
}
