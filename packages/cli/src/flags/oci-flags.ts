import { DETAIL_LEVELS, type DetailLevel } from "@hacotaki/core";
import { Option, type Command } from "commander";
import { eachPath } from "./flags.ts";

const USUAL_DETAIL: DetailLevel = "calls";

/** What is collected beside haconiwa, and how closely boots are looked at. */
export type OciFlags = {
  readonly runtime?: readonly string[];
  /** commander's reading of --no-oci. */
  readonly oci?: boolean;
  readonly detail: DetailLevel;
};

/** The level of a collector that is not told otherwise. */
export const detailOption = (words: string): Option =>
  new Option("--detail <level>", words).env("HACOTAKI_DETAIL").choices(DETAIL_LEVELS).default(USUAL_DETAIL);

export const withOci = (to: Command): Command =>
  to
    .option(
      "--runtime <path>",
      "OCI runtime to follow; may be given several times (default: runc, crun and youki found on PATH)",
      eachPath,
    )
    .option("--no-oci", "leave OCI runtimes and container engines alone")
    .addOption(
      detailOption(
        "what is seen inside boots while any is under way: nothing, system calls, or what they wait for as well",
      ),
    );

/** As a child is given them. */
export const ociArgs = ({ runtime = [], oci, detail }: OciFlags): readonly string[] => [
  ...runtime.flatMap((path) => ["--runtime", path]),
  ...(oci === false ? ["--no-oci"] : []),
  "--detail",
  detail,
];

/** As the collector is given them. */
export const ociOptions = ({ runtime = [], oci, detail }: OciFlags) => ({
  detail,
  ...(oci === false ? {} : { oci: { runtimes: runtime } }),
});
